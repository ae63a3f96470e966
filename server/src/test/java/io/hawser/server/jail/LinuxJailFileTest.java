package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Path;

final class LinuxJailFileTest extends JailFileContract {
    @Override
    Jail open(Path root) throws IOException {
        return OpenedJail.linux(root);
    }
}
