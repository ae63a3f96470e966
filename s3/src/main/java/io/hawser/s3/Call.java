package io.hawser.s3;

import io.hawser.http.client.Headers;
import io.hawser.http.client.Request.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request to S3, as its REST interface names it, before an endpoint, a date and a signature are added. */
final class Call {
    /** What the signature says of a body that is not part of it; TLS or a checksum protects the bytes. */
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /** A parameter of the query; {@code value} is empty for a sub-resource such as {@code uploads}. */
    record Parameter(String name, String value) {}

    private final String method;
    private final String bucket;
    private final String key;
    private final List<Parameter> query = new ArrayList<>();
    private final Headers headers = new Headers();
    private Optional<Content> content = Optional.empty();
    private String payload = UNSIGNED;

    private Call(String method, String bucket, String key) {
        this.method = method;
        this.bucket = bucket;
        this.key = key;
    }

    /** A request about an object. */
    static Call of(String method, ObjectName object) {
        return new Call(method, object.bucket(), object.key());
    }

    /** A request about a bucket. */
    static Call ofBucket(String method, String bucket) {
        return new Call(method, bucket, "");
    }

    /** Adds a parameter. */
    Call query(String name, String value) {
        query.add(new Parameter(name, value));
        return this;
    }

    /** Adds a sub-resource, a parameter without a value. */
    Call query(String name) {
        return query(name, "");
    }

    /** Sets a header field, which will be signed. */
    Call header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /** Sets several header fields. */
    Call headers(Headers several) {
        several.fields().forEach(f -> headers.set(f.name(), f.value()));
        return this;
    }

    /** Gives it a body. */
    Call content(Content body) {
        content = Optional.of(body);
        return this;
    }

    /** Gives it a body that is signed as {@code sha256}: a value in hexadecimal, or one of S3's words such as {@link #UNSIGNED}. */
    Call content(Content body, String sha256) {
        payload = sha256;
        return content(body);
    }

    String method() {
        return method;
    }

    String bucket() {
        return bucket;
    }

    /** Not encoded; empty for a request about the bucket. */
    String key() {
        return key;
    }

    List<Parameter> query() {
        return query;
    }

    Headers headers() {
        return headers;
    }

    Optional<Content> content() {
        return content;
    }

    /** The value of {@code x-amz-content-sha256}. */
    String payload() {
        return payload;
    }

    /** Whether it can be sent a second time. */
    boolean replayable() {
        return content.map(Content::replayable).orElse(true);
    }
}
