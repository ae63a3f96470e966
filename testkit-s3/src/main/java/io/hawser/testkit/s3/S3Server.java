package io.hawser.testkit.s3;

import io.hawser.Location;
import io.hawser.testkit.Content;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/**
 * An S3 endpoint on the loopback interface that a test has started, addressed in the path style. What it does to buckets
 * and objects itself goes behind the back of the client under test, by requests of its own or in memory.
 */
public interface S3Server extends AutoCloseable {
    /** The URL of the endpoint, without a slash at the end. */
    URI endpoint();

    /** Who signs. */
    String accessKey();

    /** What is signed with. */
    String secretKey();

    /** The region that signatures name. */
    default String region() {
        return "us-east-1";
    }

    /** What a program needs in its environment to use this endpoint, and nothing of this machine. */
    default Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3", endpoint().toString(),
                "AWS_REGION", region(),
                "AWS_ACCESS_KEY_ID", accessKey(),
                "AWS_SECRET_ACCESS_KEY", secretKey(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_CONFIG_FILE", "/nonexistent/config",
                "AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
    }

    /** Where an object is; a key is taken as it is. */
    default Location location(String bucket, String key) {
        return new Location("s3", bucket, "/" + key);
    }

    /** Makes requests as they are, without a retry or repair. */
    default RawS3 raw() {
        return new RawS3(this);
    }

    /** Makes a bucket. */
    default void makeBucket(String bucket) throws IOException {
        raw().ask(S3Call.of("PUT", bucket)).expect(200);
    }

    /** Makes an object, or replaces one, in one request of any size. */
    default void put(String bucket, String key, Content content) throws IOException {
        // S3Proxy reads a body that is signed into memory first, and takes none above 32 MiB then.
        raw().ask(S3Call.of("PUT", bucket, key).with(content).payload(S3Call.UNSIGNED))
                .expect(200);
    }

    /** The content of an object, held in memory; empty where there is none. */
    default Optional<Content> get(String bucket, String key) throws IOException {
        RawS3.Reply reply = raw().ask(S3Call.of("GET", bucket, key));
        return reply.status() == 404
                ? Optional.empty()
                : Optional.of(Content.of(reply.expect(200).body()));
    }

    /** The first position at which an object differs from a content, as {@link Content#mismatch}. */
    default OptionalLong mismatch(String bucket, String key, Content expected) throws IOException {
        return raw().read(S3Call.of("GET", bucket, key), expected::mismatch);
    }

    /** Removes an object. */
    default void delete(String bucket, String key) throws IOException {
        raw().ask(S3Call.of("DELETE", bucket, key)).expect(204);
    }

    /** The keys of a bucket that begin with a prefix. */
    default SortedSet<String> keys(String bucket, String prefix) throws IOException {
        return raw().keys(bucket, prefix);
    }

    /** The unfinished multipart uploads of a bucket. */
    default List<UnfinishedUpload> uploads(String bucket) throws IOException {
        return raw().uploads(bucket);
    }

    /** A multipart upload that was neither completed nor aborted. */
    record UnfinishedUpload(String key, String id) {}

    /** The requests so far, as far as the server tells them; those of the methods above may be among them. */
    List<S3Request> requests();

    /** How many requests there were of one kind so far. */
    default long count(S3Operation operation) {
        return requests().stream()
                .filter(request -> request.operation() == operation)
                .count();
    }

    /** Stops the server, waits for its end, and removes its files. */
    @Override
    void close() throws IOException;
}
