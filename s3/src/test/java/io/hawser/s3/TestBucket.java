package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.CollectingSink;
import io.hawser.testkit.Content;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.s3.S3Call;
import io.hawser.testkit.s3.S3Exchange;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import io.hawser.testkit.s3.ScriptedS3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bucket on a scripted server, the store of it, and short words for what tests do with them. */
final class TestBucket implements AutoCloseable {
    static final String NAME = "bucket";

    final ScriptedS3Server server;
    /** What was traced. */
    final List<String> trace = new CopyOnWriteArrayList<>();

    private final S3StoreProvider provider = new S3StoreProvider();
    private final Map<String, String> environment;
    private StoreContext context;

    private TestBucket(ScriptedS3Server server) {
        this.server = server;
        this.environment = new HashMap<>(server.environment());
        this.context = traced(StoreContext.defaults());
        server.makeBucket(NAME);
    }

    static TestBucket start() throws IOException {
        return new TestBucket(ScriptedS3Server.start());
    }

    private StoreContext traced(StoreContext plain) {
        return new StoreContext(
                plain.environment(),
                plain.options(),
                plain.headers(),
                plain.budget(),
                plain.connectTimeout(),
                trace::add,
                plain.version());
    }

    /** Makes an object of parts of those sizes, each with a checksum. */
    void putInParts(String key, Content content, Algorithm algorithm, long... sizes) throws IOException {
        var raw = server.raw();
        var field = "x-amz-checksum-" + algorithm.label();
        var id = raw.ask(S3Call.of("POST", NAME, key)
                        .query("uploads", "")
                        .header("x-amz-checksum-algorithm", algorithm.name()))
                .expect(200)
                .one("UploadId");
        var parts = new StringBuilder("<CompleteMultipartUpload>");
        long position = 0;
        for (int number = 1; number <= sizes.length; number++) {
            var part = content.slice(position, sizes[number - 1]);
            position += sizes[number - 1];
            var sum = Base64.getEncoder().encodeToString(part.digestBytes(algorithm.jcaName()));
            var etag = raw.ask(S3Call.of("PUT", NAME, key)
                            .query("partNumber", Integer.toString(number))
                            .query("uploadId", id)
                            .header(field, sum)
                            .with(part))
                    .expect(200)
                    .header("ETag");
            var element = "Checksum" + algorithm.name();
            parts.append("<Part><PartNumber>")
                    .append(number)
                    .append("</PartNumber><ETag>")
                    .append(etag);
            parts.append("</ETag><")
                    .append(element)
                    .append('>')
                    .append(sum)
                    .append("</")
                    .append(element)
                    .append("></Part>");
        }
        raw.ask(S3Call.of("POST", NAME, key)
                        .query("uploadId", id)
                        .with(parts.append("</CompleteMultipartUpload>").toString()))
                .expect(200);
    }

    /** The environment of stores that are opened from now on; an empty value takes the variable out. */
    TestBucket with(String variable, String value) {
        if (value.isEmpty()) {
            environment.remove(variable);
        } else {
            environment.put(variable, value);
        }
        return this;
    }

    TestBucket withOptions(Map<String, String> options) {
        context = context.withOptions(options);
        return this;
    }

    Map<String, String> environment() {
        return environment;
    }

    Store store() throws StoreException {
        return provider.open(new Location("s3", NAME, ""), context.withEnvironment(environment));
    }

    static Location at(String key) {
        return new Location("s3", NAME, "/" + key);
    }

    void put(String key, Content content) {
        server.put(NAME, key, content);
    }

    Source open(String key, OpenOptions options) throws StoreException {
        return store().open(at(key), options, Scope.unlimited());
    }

    /** Opened for parts of that size. */
    Source open(String key, long part) throws StoreException {
        return open(key, OpenOptions.first(new ByteRange(0, part)));
    }

    Entry stat(String key) throws StoreException {
        return store().stat(at(key), Scope.unlimited());
    }

    List<Entry> list(String folder, ListOptions options) throws StoreException {
        var entries = new ArrayList<Entry>();
        try (var listing = store().list(at(folder), options, Scope.unlimited())) {
            for (var next = listing.next(); next.isPresent(); next = listing.next()) {
                entries.add(next.get());
            }
        }
        return entries;
    }

    /** The entry of a key in the listing of the folder that it is in. */
    Entry listed(String key) throws StoreException {
        return list(key.substring(0, key.lastIndexOf('/') + 1), ListOptions.level()).stream()
                .filter(entry -> entry.location().equals(at(key)))
                .findFirst()
                .orElseThrow();
    }

    static byte[] read(Source source, ByteRange range) throws IOException {
        var collected = CollectingSink.inOrder(range);
        long end = source.read(range, collected, Scope.unlimited());
        var bytes = collected.bytes();
        if (end != range.start() + bytes.length) {
            throw new AssertionError("read to " + end + ", but " + bytes.length + " bytes came");
        }
        return bytes;
    }

    /** The whole object, in parts of that size. */
    static byte[] readInParts(Source source, long part) throws IOException {
        var all = new ByteArrayOutputStream();
        long size = source.entry().size().orElseThrow();
        for (long start = 0; start < size; start += part) {
            all.writeBytes(read(source, new ByteRange(start, Math.min(size, start + part))));
        }
        return all.toByteArray();
    }

    /** Conditions are ignored: what would have been refused by them is answered with what is there now. */
    S3Fault ignoringConditions() {
        return (request, work) -> {
            var answer = work.on(request);
            if (answer.status() != 412) {
                return answer;
            }
            var key = request.path().substring(("/" + NAME + "/").length());
            var object = server.object(NAME, key).orElseThrow();
            return ServedFile.of(object.content())
                    .withEtag(object.etag())
                    .withLastModified(object.modified())
                    .answer(request.withHeaders(
                            request.headers().without("If-Match").without("If-Unmodified-Since")));
        };
    }

    /** Ranges are ignored: the whole object is answered. */
    static S3Fault ignoringRanges(Content content) {
        return S3Fault.changing(answer -> answer.status() == 206
                ? answer.withStatus(200).without("Content-Range").withBody(content)
                : answer);
    }

    /** The requests for objects and buckets so far, each as {@code GET key bytes=0-9}, in the order in which they came. */
    List<String> requests() {
        return server.exchanges().stream().map(TestBucket::words).toList();
    }

    private static String words(S3Exchange exchange) {
        var request = exchange.request();
        var verb = switch (request.operation()) {
            case GET_OBJECT -> "GET ";
            case HEAD_OBJECT -> "HEAD ";
            default -> request.operation() + " ";
        };
        var part = request.query().getOrDefault("partNumber", "");
        return (verb
                        + request.key()
                        + exchange.header("Range").map(r -> " " + r).orElse("")
                        + (part.isEmpty() ? "" : " part " + part))
                .strip();
    }

    /** The requests of one kind so far. */
    List<S3Exchange> exchanges(S3Operation operation) {
        return server.exchanges().stream()
                .filter(exchange -> exchange.request().operation() == operation)
                .toList();
    }

    @Override
    public void close() throws IOException {
        provider.close();
        server.close();
    }
}
