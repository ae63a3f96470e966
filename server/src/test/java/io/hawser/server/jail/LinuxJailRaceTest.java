package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Path;

final class LinuxJailRaceTest extends JailRaceContract {
    @Override
    Jail open(Path root) throws IOException {
        return OpenedJail.linux(root);
    }
}
