package io.hawser.ssh.sftp;

import java.io.IOException;

/** The session is over, and what was under way in it will get no reply. */
final class SessionLostException extends IOException {
    private static final long serialVersionUID = 1L;

    SessionLostException(String why) {
        super(why);
    }
}
