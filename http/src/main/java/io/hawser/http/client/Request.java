package io.hawser.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is asked of a server. {@code headers} are those that this request needs; the client adds what every request
 * has, and credentials where they may be seen.
 *
 * @param idempotent whether to carry it out twice is the same as once (RFC 9110 section 9.2.2)
 */
public record Request(String method, HttpUrl url, Headers headers, Optional<Content> content, boolean idempotent) {
    /** One that is idempotent if its method is: all are that are used here but POST. */
    public Request(String method, HttpUrl url, Headers headers, Optional<Content> content) {
        this(method, url, headers, content, !method.equals("POST"));
    }

    public static Request get(HttpUrl url) {
        return new Request("GET", url, new Headers(), Optional.empty());
    }

    public static Request head(HttpUrl url) {
        return new Request("HEAD", url, new Headers(), Optional.empty());
    }

    public static Request delete(HttpUrl url) {
        return new Request("DELETE", url, new Headers(), Optional.empty());
    }

    public static Request put(HttpUrl url, Content content) {
        return new Request("PUT", url, new Headers(), Optional.of(content));
    }

    public Request with(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /** Whether it can be sent a second time. */
    public boolean replayable() {
        return content.map(Content::replayable).orElse(true);
    }

    /** The bytes that go with a request. */
    public interface Content {
        /** How many they are; where that is not known they are sent in chunks. */
        OptionalLong length();

        /** Whether {@link #writeTo} can be called again. */
        boolean replayable();

        /**
         * Hands all bytes to {@code output}. Its own failures are thrown as they are, and the request is broken off.
         */
        void writeTo(Output output) throws IOException;
    }

    /** Takes the bytes of a request. */
    public interface Output {
        void write(ByteBuffer bytes) throws IOException;
    }
}
