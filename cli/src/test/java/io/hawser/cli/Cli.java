package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.testkit.Command;
import io.hawser.testkit.Command.Finished;
import io.hawser.testkit.SshAccess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command in a JVM of its own, and what every test asks of its end. */
final class Cli {
    private Cli() {}

    /** The command with these words, in a JVM that is set to start fast. */
    static Command hawser(String... words) {
        return Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .and("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m")
                // As the jar's manifest says.
                .and("--enable-native-access=ALL-UNNAMED")
                .and("io.hawser.cli.Main")
                .and(words)
                .with("CLASSPATH", classPath());
    }

    /** {@code hawser exec} on that host; the words are options, {@code --} and the command. */
    static Command exec(SshAccess access, String... words) {
        int dashes = List.of(words).indexOf("--");
        return hawser("exec")
                .and(Arrays.copyOf(words, dashes))
                .and(access.arguments().toArray(String[]::new))
                .and(access.host().toString())
                .and(Arrays.copyOfRange(words, dashes, words.length));
    }

    private static String classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(entries -> entries != null && !entries.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The command as {@code $@} of a Bash script. */
    static Command bash(String script, Command command) {
        var words = Stream.concat(Stream.of("bash", "-c", script, "bash"), command.words().stream());
        return new Command(
                words.toList(),
                command.environment(),
                command.folder(),
                command.home(),
                command.input(),
                command.output());
    }

    /** That it did what was asked for. */
    static Finished succeeded(Command command) throws IOException {
        var ended = command.run();
        assertThat(ended.status()).as(ended.toString()).isZero();
        return ended;
    }

    /** That it refused the command line: status 2, one line that says why, and no answer. */
    static Finished refused(Command command, String... reasons) throws IOException {
        return told(command, 2, reasons);
    }

    /** That it failed at its work: status 1 and one line that says why. */
    static Finished failed(Command command, String... reasons) throws IOException {
        return told(command, 1, reasons);
    }

    private static Finished told(Command command, int status, String... reasons) throws IOException {
        var ended = command.run();
        assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
        assertThat(ended.errText())
                .startsWith("hawser: ")
                .endsWith("\n")
                .hasLineCount(1)
                .contains(reasons);
        assertThat(ended.outText()).isEmpty();
        return ended;
    }

    /** The lines of a report or another answer in JSON, as maps of maps and plain values. */
    static List<Map<String, Object>> json(String lines) throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        for (var line : lines.lines().toList()) {
            try (var parser = new JsonFactory().createParser(line)) {
                assertThat(parser.nextToken()).as(line).isEqualTo(JsonToken.START_OBJECT);
                all.add(object(parser));
                assertThat(parser.nextToken()).as(line).isNull();
            }
        }
        return all;
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var value = value(parser);
            assertThat(fields).doesNotContainKey(name);
            fields.put(name, value);
        }
        return fields;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.nextToken()) {
            case START_OBJECT -> object(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError("no value of a report: " + parser.currentToken());
        };
    }

    /** Everything below a folder by its name from there, folders with a slash. */
    static List<String> tree(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder))
                    .map(path -> folder.relativize(path) + (Files.isDirectory(path) ? "/" : ""))
                    .sorted()
                    .toList();
        }
    }
}
