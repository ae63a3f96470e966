package io.hawser.server;

import java.io.IOException;
import java.nio.file.Path;

/** A host key that cannot be used as it is; the message names its file and says what to do. */
public final class HostKeyException extends IOException {
    private static final long serialVersionUID = 1;

    /** @param reason what is wrong with it */
    public HostKeyException(Path file, String reason) {
        super("host key " + file + ": " + reason);
    }
}
