package io.hawser.server.jail;

import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;

final class LinuxJailTest extends JailContract {
    @Override
    Jail open(Path root) throws IOException {
        try {
            return LinuxJail.at(root);
        } catch (UnsupportedOperationException e) {
            Requirement.that(false, e.getMessage());
            throw e;
        }
    }
}
