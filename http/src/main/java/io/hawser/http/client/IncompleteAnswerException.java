package io.hawser.http.client;

import java.io.IOException;

/** The answer ended, or its framing broke, before the end that the protocol promised. */
final class IncompleteAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    IncompleteAnswerException(String message) {
        super(message);
    }
}
