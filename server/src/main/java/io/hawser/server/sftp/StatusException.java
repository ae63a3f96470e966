package io.hawser.server.sftp;

import java.io.IOException;

/** A failure that is told to the client by this code and text. */
final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    StatusException(int code, String text) {
        super(text);
        this.code = code;
    }

    static StatusException failure(String text) {
        return new StatusException(Status.FAILURE, text);
    }

    static StatusException denied(String text) {
        return new StatusException(Status.PERMISSION_DENIED, text);
    }

    static StatusException malformed(String text) {
        return new StatusException(Status.BAD_MESSAGE, text);
    }

    static StatusException unsupported(String text) {
        return new StatusException(Status.OP_UNSUPPORTED, text);
    }

    int code() {
        return code;
    }
}
