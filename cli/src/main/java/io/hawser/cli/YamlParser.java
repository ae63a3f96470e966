package io.hawser.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML, by its events: a transfer at a time. */
final class YamlParser implements ManifestParser {
    /** What aliases may stand for in all: some ten thousand transfers' worth, and far less than a bomb of aliases needs. */
    private static final long MOST_BY_ALIASES = 100_000;

    private final String file;
    private final Map<Anchor, Value> anchors = new HashMap<>();
    private Iterator<Event> events;
    private long byAliases;

    YamlParser(String file) {
        this.file = file;
    }

    @Override
    public void read(Reader text, Handler handler) throws UsageException, IOException {
        // Its own limit of 3 MiB is for documents that are kept whole, and these are not; the manifest's own is checked
        // where it is read.
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            events = new Parse(settings).parseReader(text).iterator();
            document(handler);
        } catch (MarkedYamlEngineException e) {
            throw new UsageException(
                    e.getProblemMark().map(mark -> at(mark).toString()).orElse(file) + ": not YAML: " + e.getProblem());
        } catch (ReaderException e) {
            throw new UsageException(String.format(
                    "%s: not YAML: the character U+%04X, number %d of the text, cannot stand there",
                    file, e.getCodePoint(), e.getPosition() + 1));
        } catch (YamlEngineException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new UsageException(file + ": not YAML that can be read");
        }
    }

    private void document(Handler handler) throws UsageException {
        events.next();
        var start = events.next();
        if (!(start instanceof DocumentStartEvent)) {
            throw ManifestParser.noObject(new ManifestPlace(file, 1, 1));
        }
        var root = events.next();
        if (!(root instanceof MappingStartEvent)) {
            throw ManifestParser.noObject(at(root));
        }
        for (var key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            var name = name(key);
            var value = events.next();
            if (name.equals(EntryReader.TRANSFERS) && value instanceof SequenceStartEvent) {
                handler.transfers(at(key));
                for (var item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
                    handler.transfer(value(item, 1));
                }
            } else {
                handler.field(new Value.Field(at(key), name, value(value, 1)));
            }
        }
        events.next();
        var end = events.next();
        if (end instanceof DocumentStartEvent) {
            throw at(end).wrong("a second document begins here, and a manifest is one");
        }
    }

    private String name(Event key) throws UsageException {
        if (key instanceof ScalarEvent scalar) {
            return scalar.getValue();
        }
        throw at(key).wrong("a name is needed here, as in 'from: …'");
    }

    private Value value(Event event, int depth) throws UsageException {
        if (depth > DEEPEST) {
            throw ManifestParser.tooDeep(at(event));
        }
        var value = switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent _ -> items(event, depth);
            case MappingStartEvent _ -> fields(event, depth);
            case AliasEvent alias -> aliased(alias);
            default -> throw new AssertionError("no value begins with " + event.getEventId());
        };
        if (!(event instanceof AliasEvent) && event instanceof NodeEvent node) {
            node.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        }
        return value;
    }

    private Value scalar(ScalarEvent scalar) {
        var text = scalar.getValue();
        boolean nothing = scalar.isPlain() && (text.isEmpty() || text.equals("~") || text.equals("null"));
        return nothing ? new Value.Nothing(at(scalar)) : new Value.Text(at(scalar), text, false);
    }

    private Value items(Event start, int depth) throws UsageException {
        var items = new ArrayList<Value>();
        for (var item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
            items.add(value(item, depth + 1));
        }
        return new Value.Items(at(start), items);
    }

    private Value fields(Event start, int depth) throws UsageException {
        var fields = new ArrayList<Value.Field>();
        for (var key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            var name = name(key);
            fields.add(new Value.Field(at(key), name, value(events.next(), depth + 1)));
        }
        return new Value.Fields(at(start), fields);
    }

    private Value aliased(AliasEvent alias) throws UsageException {
        var value = anchors.get(alias.getAlias());
        if (value == null) {
            throw at(alias)
                    .wrong("no value with the anchor '" + alias.getAlias().getValue() + "' ends before this");
        }
        long size = value.size();
        if (size > MOST_BY_ALIASES - byAliases) {
            throw at(alias).wrong("aliases stand for more than " + MOST_BY_ALIASES + " values");
        }
        byAliases += size;
        return value;
    }

    private ManifestPlace at(Event event) {
        return at(event.getStartMark());
    }

    private ManifestPlace at(Optional<Mark> mark) {
        return at(mark.orElseThrow());
    }

    private ManifestPlace at(Mark mark) {
        return new ManifestPlace(file, mark.getLine() + 1L, mark.getColumn() + 1);
    }
}
