package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.store.ListOptions;
import io.hawser.store.Sink;
import io.hawser.testkit.CollectingSink;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.s3.S3Exchange;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What who comes from s3transfer's TransferManager or boto3 relies on; {@code docs/from-s3transfer.md} names these tests. */
@LeakChecked
class FromTransferManagerTest {
    private static final S3Operation GET = S3Operation.GET_OBJECT;
    private static final long MIB = 1 << 20;
    private static final Content TEN = Content.text("0123456789");
    private static final CopyOptions OPTIONS =
            CopyOptions.defaults().withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));
    private static final CopyOptions PARTS = OPTIONS.withPartSize(4);

    @TempDir
    private Path folder;

    private TestBucket bucket;
    private Hawser hawser;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
        bucket.with("XDG_STATE_HOME", folder.resolve("state").toString());
        bucket.put("key", TEN);
        hawser = Hawser.open(HawserOptions.defaults().withEnvironment(bucket.environment()));
        target = folder.resolve("file");
    }

    @AfterEach
    void stop() throws IOException {
        hawser.close();
        bucket.close();
    }

    private static Location at(Path path) {
        return Location.local(path.toString());
    }

    private Transfer start(CopyOptions options, TransferListener listener) {
        return hawser.copy(Entry.file(TestBucket.at("key")), at(target), options, listener, null);
    }

    private void assertThere(String key, Content content) throws IOException {
        assertThat(bucket.server.mismatch(TestBucket.NAME, key, content)).isEmpty();
        assertThat(bucket.server.uploads(TestBucket.NAME)).isEmpty();
    }

    private int count(S3Operation operation) {
        return bucket.exchanges(operation).size();
    }

    @Test
    void aProgramsOwnSinkGetsTheBytesInOrder() throws Exception {
        var content = Content.random(1, 3 * MIB);
        bucket.put("key", content);
        bucket.server.at(GET).first(3).suffers(S3Fault.resetAfter(500_000));
        var whole = CollectingSink.inOrder(new ByteRange(0, content.size()));

        assertThat(hawser.read(TestBucket.at("key"), ByteRange.from(0), whole, OPTIONS))
                .isEqualTo(content.size());
        assertThat(whole.bytes()).isEqualTo(content.bytes());
    }

    @Test
    void aProgramsOwnSinkGetsTheRangeThatItWants() throws Exception {
        var range = new ByteRange(3, 7);
        for (var sink : List.of(CollectingSink.inOrder(range), CollectingSink.anyOrder(range))) {
            assertThat(hawser.read(TestBucket.at("key"), range, sink, OPTIONS)).isEqualTo(7);
            assertThat(sink.bytes()).asString().isEqualTo("3456");
        }
        assertThat(bucket.exchanges(GET))
                .allSatisfy(get -> assertThat(get.header("Range")).hasValue("bytes=3-6"));
    }

    @Test
    void whatAProgramsOwnSinkThrowsIsThrownUnchanged() {
        var failure = new IOException("no room");
        var sink = Sink.inOrder((position, bytes) -> {
            throw failure;
        });
        assertThatThrownBy(() -> hawser.read(TestBucket.at("key"), ByteRange.from(0), sink, OPTIONS))
                .isSameAs(failure);
        assertThat(count(GET)).isEqualTo(1);
    }

    @Test
    void aPipeGetsPartsInOrderThatComeInAnother() throws Exception {
        var content = Content.random(2, 4 * MIB);
        bucket.put("key", content);
        var others = new CountDownLatch(3);
        bucket.server
                .at(GET)
                .where(FromTransferManagerTest::isFirstRange)
                .suffers(S3Fault.changing(
                        answer -> answer.withBody(answer.body().reaching(100_000, () -> await(others)))));
        bucket.server
                .at(GET)
                .where(get -> !isFirstRange(get))
                .suffers(S3Fault.changing(
                        answer -> answer.withBody(answer.body().reaching(MIB - 1, others::countDown))));
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var transfer = hawser.copy(TestBucket.at("key"), at(pipe), OPTIONS.withPartSize(MIB));
        byte[] read;
        try (var in = Files.newInputStream(pipe)) {
            read = in.readAllBytes();
        }
        transfer.result();
        assertThat(read).isEqualTo(content.bytes());
    }

    private static boolean isFirstRange(S3Exchange get) {
        return get.header("Range").orElse("").startsWith("bytes=0-");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDeviceStaysADevice() throws Exception {
        var outcome = hawser.copy(TestBucket.at("key"), Location.local("/dev/null"), PARTS)
                .result();
        assertThat(outcome.summary().bytes()).isEqualTo(10);
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void aFileIsUploaded() throws Exception {
        TEN.writeTo(target);
        hawser.copy(at(target), TestBucket.at("small"), OPTIONS).result();
        assertThere("small", TEN);
        assertThat(count(S3Operation.PUT_OBJECT)).isEqualTo(1);

        var large = Content.random(3, 17 * MIB);
        large.writeTo(target);
        hawser.copy(at(target), TestBucket.at("large"), OPTIONS).result();
        assertThere("large", large);
        assertThat(count(S3Operation.UPLOAD_PART)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 17 * MIB})
    void aStreamIsUploaded(long size) throws Exception {
        var content = Content.random(4, size);
        try (var channel = Channels.newChannel(content.stream())) {
            hawser.copy(channel, TestBucket.at("stream"), OPTIONS, TransferListener.none(), null)
                    .result();
            assertThat(channel.isOpen()).isTrue();
        }
        assertThere("stream", content);
    }

    @Test
    void aCopyWithinTheEndpoint() throws Exception {
        hawser.copy(TestBucket.at("key"), TestBucket.at("copy"), OPTIONS).result();

        assertThere("copy", TEN);
        assertThat(count(S3Operation.COPY_OBJECT)).isEqualTo(1);
        assertThat(count(GET)).isZero();
    }

    @Test
    void anObjectIsDeleted() throws Exception {
        var old = hawser.stat(TestBucket.at("key"));
        bucket.put("key", Content.text("another"));
        assertThatThrownBy(() -> hawser.delete(old)).isInstanceOf(StoreException.Conflict.class);
        assertThere("key", Content.text("another"));

        hawser.delete(Entry.file(TestBucket.at("key")));
        assertThat(bucket.server.keys(TestBucket.NAME, "")).isEmpty();
        assertThatThrownBy(() -> hawser.delete(Entry.file(TestBucket.at("key"))))
                .isInstanceOf(StoreException.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 17 * MIB})
    void attributesOfUploadsArrive(long size) throws Exception {
        Content.random(5, size).writeTo(target);
        var attributes = Map.of("StorageClass", "STANDARD_IA", "ContentType", "text/plain", "Metadata", "owner=me");
        hawser.copy(at(target), TestBucket.at("up"), OPTIONS.withAttributes(attributes))
                .result();

        var there = bucket.server.object(TestBucket.NAME, "up").orElseThrow().description();
        assertThat(there.storageClass()).isEqualTo("STANDARD_IA");
        assertThat(there.headers()).containsEntry("content-type", "text/plain").containsEntry("x-amz-meta-owner", "me");
    }

    /** The lists of s3transfer 0.6. */
    @Test
    void theNamesOfArgumentsAreTheSame() {
        assertThat(ObjectOption.READ)
                .extracting(ObjectOption::label)
                .containsExactlyInAnyOrder(
                        "ChecksumMode VersionId SSECustomerAlgorithm SSECustomerKey SSECustomerKeyMD5 RequestPayer ExpectedBucketOwner"
                                .split(" "));
        assertThat(ObjectOption.WRITE).extracting(ObjectOption::label).contains("""
                        ACL CacheControl ChecksumAlgorithm ContentDisposition ContentEncoding ContentLanguage ContentType \
                        ExpectedBucketOwner Expires GrantFullControl GrantRead GrantReadACP GrantWriteACP Metadata \
                        ObjectLockLegalHoldStatus ObjectLockMode ObjectLockRetainUntilDate RequestPayer \
                        ServerSideEncryption StorageClass SSECustomerAlgorithm SSECustomerKey SSECustomerKeyMD5 \
                        SSEKMSKeyId SSEKMSEncryptionContext Tagging WebsiteRedirectLocation""".split(" "));
    }

    @Test
    void anEntryOfAListingIsNotAskedForAgain() throws Exception {
        Entry entry;
        try (var listing = hawser.list(Location.parse("s3://bucket/"), ListOptions.level())) {
            entry = listing.next().orElseThrow();
        }
        hawser.copy(entry, at(target), OPTIONS, TransferListener.none(), null).result();
        assertThat(target).hasContent("0123456789");
        assertThat(bucket.requests()).containsExactly("LIST_OBJECTS_V2", "GET key");
        assertThat(bucket.exchanges(GET).getFirst().header("If-Match")).isPresent();

        bucket.put("key", Content.text("9876543210"));
        assertThatThrownBy(() -> hawser.copy(entry, at(target), OPTIONS, TransferListener.none(), null)
                        .result())
                .isInstanceOf(StoreException.Conflict.class);
        assertThat(target).hasContent("0123456789");
    }

    @Test
    void theListenerHearsOfEveryPart() throws Exception {
        var moved = new CopyOnWriteArrayList<Long>();
        start(PARTS, (_, event) -> {
                    if (event instanceof TransferEvent.Moved(var bytes)) {
                        moved.add(bytes);
                    }
                })
                .result();
        assertThat(moved).containsExactlyInAnyOrder(4L, 4L, 2L);
    }

    @Test
    void theListenerHearsInOrder() throws Exception {
        // The first of the ranges comes damaged, so that all is fetched once more.
        bucket.server.at(GET).first(1).suffers(S3Fault.flippedAt(1));
        var events = new CopyOnWriteArrayList<TransferEvent>();
        start(PARTS, (_, event) -> events.add(event)).result();

        assertThat(target).hasContent("0123456789");
        assertThat(events.getFirst()).isEqualTo(new TransferEvent.Queued());
        assertThat(events.get(1)).isInstanceOf(TransferEvent.Started.class);
        assertThat(events.getLast()).isInstanceOf(TransferEvent.Finished.class);
        assertThat(events).filteredOn(TransferEvent.Queued.class::isInstance).hasSize(1);
        assertThat(events).filteredOn(TransferEvent.Finished.class::isInstance).hasSize(1);
        assertThat(events).filteredOn(TransferEvent.Retrying.class::isInstance).hasSize(1);
        var moved = events.stream()
                .filter(TransferEvent.Moved.class::isInstance)
                .map(event -> ((TransferEvent.Moved) event).bytes())
                .toList();
        assertThat(moved).contains(-10L).doesNotContain(0L);
        assertThat(moved.stream().mapToLong(Long::longValue).sum()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                TransferEvent.Queued.class,
                TransferEvent.Started.class,
                TransferEvent.Moved.class,
                TransferEvent.Finishing.class
            })
    void aListenerThatThrowsFailsTheTransfer(Class<?> when) throws Exception {
        for (Throwable thrown : List.of(new IllegalStateException("no more"), new AssertionError("no more"))) {
            var events = new CopyOnWriteArrayList<TransferEvent>();
            var outcome = start(PARTS.withResume(false), (_, event) -> {
                        events.add(event);
                        if (when.isInstance(event)) {
                            sneak(thrown);
                        }
                    })
                    .await();

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.cause()).hasMessageContaining("no more"));
            assertThat(events.getLast()).isEqualTo(new TransferEvent.Finished(outcome));
            assertThat(target).doesNotExist();
        }
        start(PARTS, TransferListener.none()).result();
    }

    private static void sneak(Throwable thrown) {
        switch (thrown) {
            case Error error -> throw error;
            case RuntimeException failure -> throw failure;
            default -> throw new IllegalArgumentException(thrown);
        }
    }

    @Test
    void noLockIsHeldWhileTheListenerIsCalled() throws Exception {
        var other = folder.resolve("other");
        start(
                        PARTS,
                        (transfer, _) -> CompletableFuture.runAsync(() -> {
                                    transfer.progress();
                                    assertThat(transfer.done()).isFalse();
                                    try {
                                        hawser.copy(
                                                        TestBucket.at("key"),
                                                        at(other.resolveSibling("other"
                                                                + Thread.currentThread()
                                                                        .threadId())),
                                                        PARTS)
                                                .result();
                                    } catch (IOException | InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                })
                                .join())
                .result();
        assertThat(target).hasContent("0123456789");
    }

    @Test
    void aListenerMayCancelAndAskForTheResultAtTheEnd() throws Exception {
        var results = new CopyOnWriteArrayList<Outcome>();
        var outcome = start(PARTS, (transfer, event) -> {
                    if (event instanceof TransferEvent.Finished) {
                        transfer.cancel();
                        try {
                            assertThat(transfer.await(Duration.ofMinutes(1))).isTrue();
                            assertThat(transfer.done()).isTrue();
                            results.add(transfer.result());
                        } catch (StoreException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .result();
        assertThat(results).containsExactly(outcome);
    }

    @Test
    void transfersThatWaitCostNoThread() throws Exception {
        bucket.server.at(GET).suffers(S3Fault.silence());
        var transfers = IntStream.range(0, 10_000)
                .mapToObj(i -> hawser.copy(TestBucket.at("key"), at(folder.resolve("file" + i)), OPTIONS))
                .toList();
        Eventually.holds(() -> count(GET) == 8, () -> count(GET) + " of 8 run");
        var threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hawser-worker"));
        assertThat(threads).hasSize(8);
        hawser.cancelAll();
        for (var transfer : transfers) {
            assertThat(transfer.await()).isInstanceOf(Outcome.Cancelled.class);
        }
    }

    @Test
    void whatIsOverIsForgotten() throws Exception {
        var transfers = new ArrayList<WeakReference<Transfer>>();
        for (int i = 0; i < 10; i++) {
            var transfer = start(PARTS, TransferListener.none());
            transfer.result();
            transfers.add(new WeakReference<>(transfer));
        }
        Eventually.holds(
                () -> {
                    System.gc();
                    return transfers.stream().allMatch(transfer -> transfer.refersTo(null));
                },
                () -> "a transfer that is over is still held");
    }
}
