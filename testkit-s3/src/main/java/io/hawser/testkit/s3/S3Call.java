package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import io.hawser.testkit.UrlCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to send to an S3 endpoint.
 *
 * @param key empty for one of the bucket
 * @param query names and values, not encoded
 * @param headers header fields beyond those of the signature; all are signed
 * @param body the bytes that are sent, in the aws-chunked coding where the payload says so
 * @param payload what {@code x-amz-content-sha256} says instead of the body's SHA-256
 * @param signed whether there is a signature at all
 * @param region the region that the signature names instead of the server's
 * @param time the time of the signature instead of now
 */
public record S3Call(
        String method,
        String bucket,
        String key,
        Map<String, String> query,
        Map<String, String> headers,
        Content body,
        Optional<String> payload,
        boolean signed,
        Optional<String> region,
        Optional<Instant> time) {
    /** The content is not part of the signature. */
    public static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    /** The content is in the aws-chunked coding, not signed, with a checksum behind it. */
    public static final String TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /** Keeps copies of the maps. */
    public S3Call {
        query = Collections.unmodifiableMap(new TreeMap<>(query));
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    /** A request about a bucket. */
    public static S3Call of(String method, String bucket) {
        return of(method, bucket, "");
    }

    /** A request about an object. */
    public static S3Call of(String method, String bucket, String key) {
        return new S3Call(
                method,
                bucket,
                key,
                Map.of(),
                Map.of(),
                Content.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty());
    }

    /** This request with a header field. */
    public S3Call header(String name, String value) {
        return new S3Call(method, bucket, key, query, plus(headers, name, value), body, payload, signed, region, time);
    }

    /** This request with a name and a value in its query. */
    public S3Call query(String name, String value) {
        return new S3Call(method, bucket, key, plus(query, name, value), headers, body, payload, signed, region, time);
    }

    /** This request with a content. */
    public S3Call with(Content content) {
        return new S3Call(method, bucket, key, query, headers, content, payload, signed, region, time);
    }

    /** This request with a text as its content. */
    public S3Call with(String text) {
        return with(Content.text(text));
    }

    /** This request with something else in {@code x-amz-content-sha256}. */
    public S3Call payload(String instead) {
        return new S3Call(method, bucket, key, query, headers, body, Optional.of(instead), signed, region, time);
    }

    /** This request without a signature. */
    public S3Call anonymous() {
        return new S3Call(method, bucket, key, query, headers, body, payload, false, region, time);
    }

    /** This request signed for another region. */
    public S3Call inRegion(String other) {
        return new S3Call(method, bucket, key, query, headers, body, payload, signed, Optional.of(other), time);
    }

    /** This request signed at another time. */
    public S3Call at(Instant other) {
        return new S3Call(method, bucket, key, query, headers, body, payload, signed, region, Optional.of(other));
    }

    /**
     * This request with a content in one chunk of the aws-chunked coding, and a checksum behind it.
     *
     * @param name of the header field, such as {@code x-amz-checksum-crc32}
     */
    public S3Call trailing(byte[] content, String name, String checksum) {
        String chunk = content.length == 0 ? "" : Integer.toHexString(content.length) + "\r\n";
        byte[] head = chunk.getBytes(StandardCharsets.US_ASCII);
        byte[] tail = ((content.length == 0 ? "" : "\r\n") + "0\r\n" + name + ":" + checksum + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + content.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        System.arraycopy(tail, 0, all, head.length + content.length, tail.length);
        return with(Content.of(all))
                .payload(TRAILER)
                .header("content-encoding", "aws-chunked")
                .header("x-amz-decoded-content-length", Integer.toString(content.length))
                .header("x-amz-trailer", name);
    }

    /** The path as it is sent. */
    String path() {
        return "/" + bucket + (key.isEmpty() ? "" : "/" + UrlCode.encodePath(key));
    }

    private static Map<String, String> plus(Map<String, String> all, String name, String value) {
        Map<String, String> more = new TreeMap<>(all);
        more.put(name, value);
        return more;
    }
}
