package io.hawser.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A small file in YAML, read by its nodes, so that whatever is wrong is told with its line; no message repeats a value. */
final class YamlNodes {
    private final String file;

    YamlNodes(String file) {
        this.file = file;
    }

    /** Its name. */
    String file() {
        return file;
    }

    /** What the file holds; empty when it says nothing. */
    Optional<Node> root(byte[] yaml) throws UsageException {
        try {
            var settings = LoadSettings.builder().setLabel(file).build();
            return new Compose(settings)
                    .composeString(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(yaml))
                            .toString())
                    .filter(node -> !isNothing(node));
        } catch (CharacterCodingException _) {
            throw new UsageException(file + ": not in UTF-8");
        } catch (MarkedYamlEngineException e) {
            // Its own message would quote the line, and with it perhaps a secret.
            throw new UsageException(
                    e.getProblemMark().map(this::at).orElse(file + ": ") + "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new UsageException(file + ": not YAML that can be read");
        }
    }

    /** Keys and values; no key stands there twice. {@code example} shows what was expected. */
    List<NodeTuple> entries(Node node, String what, String example) throws UsageException {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, what + " must hold keys and values, as in '" + example + "'");
        }
        var seen = new HashSet<String>();
        for (var entry : mapping.getValue()) {
            if (!seen.add(text(entry.getKeyNode()))) {
                throw wrong(entry.getKeyNode(), "'" + Shown.text(text(entry.getKeyNode())) + "' stands there twice");
            }
        }
        return mapping.getValue();
    }

    /** A single value. */
    String text(Node node) throws UsageException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(node, "a single value is needed here");
    }

    /** That what stands there cannot be used, and why. */
    UsageException wrong(Node node, String reason) {
        return new UsageException(at(node) + reason);
    }

    /** The beginning of a message about this place. */
    String at(Node node) {
        return at(node.getStartMark().orElseThrow());
    }

    private String at(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": ";
    }

    /** What stands after {@code ---} when nothing does. */
    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    }
}
