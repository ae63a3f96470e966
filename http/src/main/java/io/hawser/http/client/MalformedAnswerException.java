package io.hawser.http.client;

import java.io.IOException;

/** What came is not what RFC 9112 allows a server to send, and sending the request again would not change that. */
final class MalformedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
        super(message);
    }
}
