package io.hawser.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime's modules are those that the shipped jars use, no more and no less. */
class ModulesTest {
    /** Called by name, which no tool finds: {@code sun.misc.Signal}. */
    private static final Set<String> BY_NAME = Set.of("jdk.unsupported");

    /** The test kit's search for leaks, which the command's demo does not do; JSch's Kerberos, which Hawser does not offer. */
    private static final Set<String> NOT_NEEDED = Set.of("java.management", "jdk.management", "java.security.jgss");

    @Test
    void theListIsWhatTheJarsUse(@TempDir Path folder) throws Exception {
        var archive = Archive.unpackedIn(folder);
        var used = used(archive);
        assertThat(used).containsAll(NOT_NEEDED);
        used.removeAll(NOT_NEEDED);
        used.addAll(BY_NAME);

        assertThat(listed()).isEqualTo(used);
        assertThat(linked(archive)).isEqualTo(used);
    }

    private static Set<String> listed() throws Exception {
        return Files.readAllLines(Path.of("jlink.options")).stream()
                .filter(line -> line.startsWith("--add-modules "))
                .flatMap(line -> Arrays.stream(line.split(" ")[1].split(",")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> linked(Archive archive) throws Exception {
        var ended = Archive.succeeded(
                Command.of(archive.folder().resolve("runtime/bin/java").toString(), "--list-modules"));
        return ended.outText().lines().map(line -> line.replaceFirst("@.*", "")).collect(Collectors.toSet());
    }

    private static Set<String> used(Archive archive) throws Exception {
        var app = archive.folder().resolve("app");
        var options = Stream.of(
                "--ignore-missing-deps",
                "--multi-release",
                "25",
                "--list-deps",
                "--module-path",
                app.resolve("lib").toString(),
                app.resolve("hawser.jar").toString());
        var jars = archive.jars().stream()
                .map(jar -> app.resolve("lib").resolve(jar).toString());
        var out = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out, true),
                        new PrintWriter(System.err, true),
                        Stream.concat(options, jars).toArray(String[]::new));
        assertThat(status).as(out.toString()).isZero();
        // A package of one of our own modules stands there as module/package.
        return out.toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("(java|jdk)\\.[a-z.]+(/.*)?"))
                .map(line -> line.replaceFirst("/.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
