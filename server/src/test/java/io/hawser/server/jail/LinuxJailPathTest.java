package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Path;

final class LinuxJailPathTest extends JailPathContract {
    @Override
    Jail open(Path root) throws IOException {
        return OpenedJail.linux(root);
    }
}
