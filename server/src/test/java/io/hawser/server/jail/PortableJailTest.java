package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Path;

final class PortableJailTest extends JailContract {
    @Override
    Jail open(Path root) throws IOException {
        return PortableJail.at(root, "for a test");
    }
}
