package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An S3 endpoint inside this JVM that behaves as AWS does, and otherwise where a {@linkplain S3Rule rule} says so. It
 * verifies each signature, with those of chunks and trailers, and each digest and checksum. What a test does to its
 * buckets by the methods of this class makes no request.
 *
 * <p>It knows the path style alone, no presigned requests, and no rights but those of its one pair of keys.
 */
public final class ScriptedS3Server implements S3Server {
    private final ScriptedHttpServer http;
    private final ServerState state;
    private final S3Handler handler;
    private final URI endpoint;

    private ScriptedS3Server(ScriptedHttpServer http) throws IOException {
        this.http = http;
        this.endpoint = URI.create(http.url(""));
        this.state = new ServerState();
        this.handler = new S3Handler(state, this);
        http.on("/", handler);
    }

    /** Starts a server without buckets. */
    public static ScriptedS3Server start() throws IOException {
        return new ScriptedS3Server(ScriptedHttpServer.start());
    }

    /** Starts a server that speaks TLS and shows that certificate; {@link #raw} does not speak it. */
    public static ScriptedS3Server start(TestCertificate certificate) throws IOException {
        return new ScriptedS3Server(ScriptedHttpServer.start(certificate));
    }

    /** Takes parts, but the last, of at least so many bytes instead of 5 MiB. */
    public ScriptedS3Server withLeastPart(long bytes) {
        state.leastPart = bytes;
        return this;
    }

    /** Gives listings, of parts and uploads too, in pages of at most so many entries instead of 1,000. */
    public ScriptedS3Server withPages(int entries) {
        state.pageSize = entries;
        return this;
    }

    /** Has its clock run ahead, or behind; requests that are signed more than 15 minutes off are refused. */
    public ScriptedS3Server withClockOff(Duration ahead) {
        state.clockOff = ahead;
        return this;
    }

    /** Keeps no checksum where none was given, as most servers that are not AWS do. */
    public ScriptedS3Server withoutChecksumsOfItsOwn() {
        state.checksums = false;
        return this;
    }

    /** Refuses the aws-chunked coding with status 501. */
    public ScriptedS3Server refusingTrailers() {
        at().where(exchange -> exchange.header("x-amz-content-sha256")
                        .filter(value -> value.startsWith("STREAMING-"))
                        .isPresent())
                .suffers(S3Fault.error(501, "NotImplemented"));
        return this;
    }

    /** Refuses the header fields of checksums with status 501; Content-MD5 is older than those. */
    public ScriptedS3Server refusingChecksums() {
        at().where(exchange -> exchange.headers().fields().stream()
                        .map(field -> SigV4.lower(field.name()))
                        .anyMatch(name -> name.equals("x-amz-sdk-checksum-algorithm")
                                || name.equals("x-amz-trailer")
                                || name.startsWith("x-amz-checksum-") && !name.equals("x-amz-checksum-mode")))
                .suffers(S3Fault.error(501, "NotImplemented"));
        return this;
    }

    /** A rule for these operations, or for all where none is named; it does nothing before it has a fault. */
    public S3Rule at(S3Operation... operations) {
        EnumSet<S3Operation> all = EnumSet.noneOf(S3Operation.class);
        all.addAll(Arrays.asList(operations));
        S3Rule rule = new S3Rule(all);
        handler.add(rule);
        return rule;
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public String accessKey() {
        return "hawser-access";
    }

    @Override
    public String secretKey() {
        return "hawser-secret-of-tests";
    }

    /** A bucket, which is made if it is not there. */
    public S3Bucket bucket(String name) {
        return state.buckets.computeIfAbsent(name, S3Bucket::new);
    }

    @Override
    public void makeBucket(String bucket) {
        bucket(bucket);
    }

    @Override
    public void put(String bucket, String key, Content content) {
        put(bucket, key, content, Map.of());
    }

    /**
     * As {@link #put(String, String, Content)}, with header fields such as {@code content-type} and
     * {@code x-amz-meta-name}. The content itself is kept, so a large one costs no memory, but the time to compute its MD5.
     */
    public StoredObject put(String bucket, String key, Content content, Map<String, String> headers) {
        return bucket(bucket).lay(key, content, Description.plain().withHeaders(headers), state.now());
    }

    /**
     * Makes an object with this entity tag, whatever its bytes are, and without a checksum: nothing is computed, so its
     * size does not matter.
     *
     * @param etag without quotes
     */
    public StoredObject putTagged(String bucket, String key, Content content, String etag) {
        return bucket(bucket).lay(key, content, Description.plain(), state.now(), "\"" + etag + "\"", Optional.empty());
    }

    /** The current version of an object, which may be a delete marker. */
    public Optional<StoredObject> object(String bucket, String key) {
        return bucket(bucket).current(key);
    }

    @Override
    public Optional<Content> get(String bucket, String key) {
        return bucket(bucket).readable(key).map(StoredObject::content);
    }

    @Override
    public OptionalLong mismatch(String bucket, String key, Content expected) throws IOException {
        Content found = get(bucket, key).orElseThrow(() -> new IOException("404 NoSuchKey: " + key));
        try (var in = found.stream()) {
            return expected.mismatch(in);
        }
    }

    @Override
    public void delete(String bucket, String key) {
        bucket(bucket).delete(key, state.now());
    }

    @Override
    public SortedSet<String> keys(String bucket, String prefix) {
        S3Bucket all = bucket(bucket);
        SortedSet<String> keys = new TreeSet<>();
        synchronized (all) {
            all.from(prefix, true).forEachRemaining(object -> {
                if (object.key().startsWith(prefix)) {
                    keys.add(object.key());
                }
            });
        }
        return keys;
    }

    @Override
    public List<UnfinishedUpload> uploads(String bucket) {
        return bucket(bucket).uploads().stream()
                .map(upload -> new UnfinishedUpload(upload.key(), upload.id()))
                .toList();
    }

    /** The requests so far, with what became of them. */
    public List<S3Exchange> exchanges() {
        return http.exchanges().stream().map(S3Exchange::of).toList();
    }

    @Override
    public List<S3Request> requests() {
        return exchanges().stream().map(S3Exchange::request).toList();
    }

    /** The bytes of content given to connections so far. */
    public long sent() {
        return http.sent();
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return http.connections();
    }

    /** Resets all open connections. */
    public void resetAll() {
        http.resetAll();
    }

    @Override
    public void close() throws IOException {
        http.close();
        state.spool.close();
    }
}
