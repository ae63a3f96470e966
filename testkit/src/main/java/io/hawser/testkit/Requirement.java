package io.hawser.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of its machine. Where it is missing the test is skipped with the reason, or, with {@code CI=true} or
 * {@code HAWSER_STRICT=true} in the environment, fails: a test that nobody notices to be skipped tests nothing.
 */
public final class Requirement {
    /** Where servers are installed, which an ordinary user's path leaves out. */
    private static final List<String> SERVER_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

    private Requirement() {}

    /** A program by its name; returns where it is. */
    public static Path tool(String name) {
        Optional<Path> found = find(name);
        that(found.isPresent(), "no program named " + name + " on this machine");
        return found.orElseThrow();
    }

    /** Anything else that the test cannot do without. */
    public static void that(boolean holds, String otherwise) {
        // JUnit is asked only where something is missing, so that benchmarks can use the servers without it.
        if (holds) {
            return;
        }
        if (isSet("CI") || isSet("HAWSER_STRICT")) {
            Assertions.fail("A required test cannot run: " + otherwise);
        }
        Assumptions.abort(otherwise);
    }

    private static boolean isSet(String variable) {
        return "true".equals(System.getenv(variable));
    }

    /** Where a program is, for who can do without. */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), SERVER_FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
