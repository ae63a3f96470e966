package io.hawser.server.jail;

import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;

/** The two kinds of jails. */
final class OpenedJail {
    private OpenedJail() {}

    static Jail linux(Path root) throws IOException {
        try {
            return LinuxJail.at(root);
        } catch (UnsupportedOperationException e) {
            Requirement.that(false, e.getMessage());
            throw e;
        }
    }

    static Jail portable(Path root) throws IOException {
        return PortableJail.at(root, "for a test");
    }
}
