package io.hawser.ssh.sftp;

import java.io.IOException;

/** The server sent what the protocol does not allow. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String what) {
        super("the server broke the SFTP protocol: " + what);
    }
}
