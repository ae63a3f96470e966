package io.hawser.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The Python of this machine that has a library; the one on the path may be another than that of the packages. */
public final class Python {
    private Python() {}

    /** The first Python that can import a module; the test is skipped, or fails, where there is none ({@link Requirement}). */
    public static Path with(String module) throws IOException {
        Optional<Path> found = find(module);
        Requirement.that(found.isPresent(), "no Python with " + module + " on this machine");
        return found.orElseThrow();
    }

    /** As {@link #with}; empty where there is none. */
    public static Optional<Path> find(String module) throws IOException {
        for (String python : List.of("/usr/bin/python3", "python3")) {
            try {
                Command.Finished tried =
                        Command.of(python, "-I", "-c", "import " + module).run();
                if (tried.status() == 0) {
                    return Optional.of(Path.of(python));
                }
            } catch (IOException _) {
                // There is no such program.
                continue;
            }
        }
        return Optional.empty();
    }
}
