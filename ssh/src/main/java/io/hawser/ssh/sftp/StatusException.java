package io.hawser.ssh.sftp;

import io.hawser.ssh.transport.Shown;
import java.io.IOException;

/** The server answered a request with a status other than success. */
final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    StatusException(int code, String text) {
        super(words(code, text));
        this.code = code;
    }

    int code() {
        return code;
    }

    private static String words(int code, String text) {
        var name = switch (code) {
            case Status.EOF -> "end of file";
            case Status.NO_SUCH_FILE -> "no such file";
            case Status.PERMISSION_DENIED -> "permission denied";
            case Status.FAILURE -> "failure";
            case Status.BAD_MESSAGE -> "bad message";
            case Status.NO_CONNECTION -> "no connection";
            case Status.CONNECTION_LOST -> "connection lost";
            case Status.OP_UNSUPPORTED -> "operation unsupported";
            default -> "status " + code;
        };
        var said = Shown.text(text);
        return said.isBlank() || said.equalsIgnoreCase(name) ? name : name + ": " + said;
    }
}
