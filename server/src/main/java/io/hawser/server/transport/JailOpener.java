package io.hawser.server.transport;

import io.hawser.server.jail.Jail;
import java.io.IOException;
import java.nio.file.Path;

/** Makes a jail of a folder; whoever asks closes it. */
public interface JailOpener {
    Jail open(Path home) throws IOException;
}
