package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.testkit.Content;
import io.hawser.testkit.Request;
import io.hawser.testkit.s3.S3Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Copies of local files to a scripted bucket, as the command makes them, and what must hold afterwards. */
final class Uploading implements AutoCloseable {
    /** The smallest part there is. */
    static final long PART = 5 << 20;

    static final Content CONTENT = Content.random(41, 3 * PART + 4321);
    static final Content SMALL = Content.random(42, 100_000);

    /** Four tries, without a pause. */
    static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withParallel(2)
            .withRetry(new RetryPolicy(4, Duration.ZERO, Duration.ZERO));

    static final CopyOptions ONCE = OPTIONS.withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));

    final TestBucket bucket;
    private final Path folder;
    private Path state;

    /** {@code folder}: for the files to be copied, and the state of this machine. */
    Uploading(Path folder) throws IOException {
        this.bucket = TestBucket.start();
        this.folder = folder;
        onMachine("first");
    }

    /** From now on runs are on a machine that knows nothing of what those on others did. */
    void onMachine(String name) {
        state = folder.resolve(name);
        bucket.with("XDG_STATE_HOME", state.toString());
    }

    /** The journals of this machine. */
    List<Path> journals() throws IOException {
        var uploads = state.resolve("hawser/uploads");
        if (Files.notExists(uploads)) {
            return List.of();
        }
        try (var all = Files.list(uploads)) {
            return all.toList();
        }
    }

    /** The file that is copied, the same each time. */
    Location file(Content content) throws IOException {
        var file = folder.resolve("file-" + content.sha256());
        return Location.local((Files.exists(file) ? file : content.writeTo(file)).toString());
    }

    Outcome copy(Content content, String key, CopyOptions options) throws Exception {
        return copy(file(content), TestBucket.at(key), options);
    }

    Outcome copy(Location from, Location to, CopyOptions options) throws Exception {
        try (var hawser = Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new S3StoreProvider()))
                .withEnvironment(bucket.environment()))) {
            return hawser.copy(from, to, options).await();
        }
    }

    /** Copies, and insists that the object is there, right, and nothing else. */
    void right(Content content, String key, CopyOptions options) throws Exception {
        var outcome = copy(content, key, options);
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThere(content, key);
    }

    void assertThere(Content content, String key) throws IOException {
        assertThat(bucket.server.mismatch(TestBucket.NAME, key, content)).isEmpty();
        assertThat(bucket.server.uploads(TestBucket.NAME))
                .as("unfinished uploads")
                .isEmpty();
        assertThat(journals()).as("journals").isEmpty();
    }

    /** Copies, and insists that it fails. */
    StoreException told(Content content, String key, CopyOptions options) throws Exception {
        var outcome = copy(content, key, options);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).cause();
    }

    void attributes(Map<String, String> options) {
        var lines = new StringBuilder();
        options.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        bucket.withOptions(Map.of(ObjectOptions.OPTION, lines.toString()));
    }

    /** One bit of the body is another one when it arrives. */
    static S3Fault flipped(long position) {
        return (request, work) -> {
            var bytes = request.body().readAllBytes();
            bytes[(int) position] ^= 1;
            return work.on(new Request(
                    request.number(),
                    request.connection(),
                    request.method(),
                    request.target(),
                    request.headers(),
                    Content.of(bytes).stream()));
        };
    }

    @Override
    public void close() throws IOException {
        bucket.close();
    }
}
