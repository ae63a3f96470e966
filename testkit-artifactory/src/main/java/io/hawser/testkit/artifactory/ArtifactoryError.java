package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Headers;

/** An answer that is an error, in the form that Artifactory documents: {@code {"errors":[{"status":…,"message":…}]}}. */
final class ArtifactoryError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Headers headers;

    private ArtifactoryError(int status, String message, Headers headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    ArtifactoryError(int status, String message) {
        this(status, message, Headers.none());
    }

    /** This error with a header field in the answer. */
    ArtifactoryError with(String name, String value) {
        return new ArtifactoryError(status, getMessage(), headers.with(name, value));
    }

    /** Who asks must say who he is. */
    static ArtifactoryError unauthorized(String message) {
        return new ArtifactoryError(401, message).with("WWW-Authenticate", "Basic realm=\"Artifactory Realm\"");
    }

    static ArtifactoryError itemNotFound() {
        return new ArtifactoryError(404, "Unable to find item");
    }

    Answer answer() {
        Answer answer = Answer.status(status)
                .with("Content-Type", "application/json")
                .withText(Json.object(json -> {
                    json.writeArrayFieldStart("errors");
                    json.writeStartObject();
                    json.writeNumberField("status", status);
                    json.writeStringField("message", getMessage());
                    json.writeEndObject();
                    json.writeEndArray();
                }));
        for (Headers.Field field : headers.fields()) {
            answer = answer.with(field.name(), field.value());
        }
        return answer;
    }
}
