package io.hawser.http.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/** What a body in JSON says of an error. */
final class ErrorMessage {
    private static final JsonFactory JSON = new JsonFactory();

    private ErrorMessage() {}

    /**
     * The first text under the name {@code message}, however deep: Artifactory says {@code {"errors":[{"message":…}]}},
     * others leave out the frame. {@code text} may be cut off behind it.
     */
    static Optional<String> of(String text) {
        try (var json = JSON.createParser(text)) {
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                boolean named = token == JsonToken.VALUE_STRING && "message".equals(json.currentName());
                if (named && !json.getText().isBlank()) {
                    return Optional.of(json.getText());
                }
            }
        } catch (IOException _) {
            // Then its first line has to do.
        }
        return Optional.empty();
    }
}
