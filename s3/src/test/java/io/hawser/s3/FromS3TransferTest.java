package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.Progress;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.s3.S3Exchange;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What who comes from s3transfer's ProcessPoolDownloader relies on; {@code docs/from-s3transfer.md} names these tests. */
@LeakChecked
class FromS3TransferTest {
    private static final S3Operation GET = S3Operation.GET_OBJECT;
    private static final Content TEN = Content.text("0123456789");
    private static final RetryPolicy AT_ONCE = new RetryPolicy(5, Duration.ZERO, Duration.ZERO);
    /** Parts as small as those of s3transfer's own tests. */
    private static final CopyOptions PARTS =
            CopyOptions.defaults().withPartSize(4).withRetry(AT_ONCE);

    @TempDir
    private Path folder;

    private TestBucket bucket;
    private Hawser hawser;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
        bucket.put("key", TEN);
        hawser = open();
        target = folder.resolve("file");
    }

    @AfterEach
    void stop() throws IOException {
        hawser.close();
        bucket.close();
    }

    private Hawser open() {
        return Hawser.open(HawserOptions.defaults().withEnvironment(bucket.environment()));
    }

    private Transfer start(String key, CopyOptions options) {
        return hawser.copy(TestBucket.at(key), at(target), options);
    }

    private static Location at(Path path) {
        return Location.local(path.toString());
    }

    private StoreException failure(Transfer transfer) throws InterruptedException {
        assertThat(transfer.await()).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) transfer.await()).cause();
    }

    private void assertCancelled(Transfer transfer) throws InterruptedException {
        assertThat(transfer.await()).isInstanceOf(Outcome.Cancelled.class);
        assertThatThrownBy(transfer::result).isInstanceOf(CancellationException.class);
    }

    private void assertFolderHas(Path... files) throws IOException {
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactlyInAnyOrder(files);
        }
    }

    private static Stream<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hawser-"));
    }

    private List<S3Exchange> gets() {
        return bucket.exchanges(GET);
    }

    @Test
    void theDefaultsAreThoseOfTheTable() {
        assertThat(CopyOptions.defaults().partSize()).isEqualTo(8 << 20);
        assertThat(CopyOptions.defaults().parallel()).isEqualTo(4);
        assertThat(CopyOptions.defaults().retry().attempts()).isEqualTo(5);
        assertThat(HawserOptions.defaults().transfers()).isEqualTo(8);
        assertThat(HawserOptions.defaults().budget()).isEqualTo(32 << 20);
        assertThat(HawserOptions.defaults().limitRate()).isZero();
    }

    @Test
    void aHawserThatWasNeverUsedCloses() {
        assertThat(threads()).isEmpty();
        hawser.close();
        Thread.currentThread().interrupt();
        hawser.close();
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(bucket.server.connections()).isZero();
    }

    @Test
    void anotherIsOpenedAsOftenAsOneLikes() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (var another = open()) {
                another.copy(TestBucket.at("key"), at(target), PARTS).result();
            }
            assertThat(target).hasContent("0123456789");
            Files.delete(target);
        }
    }

    @Test
    void anObjectBecomesAFile() throws Exception {
        var outcome = hawser.copy("s3://bucket/key", target.toString()).result();

        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(outcome.summary().bytes()).isEqualTo(10);
        assertThat(target).hasContent("0123456789");
        assertFolderHas(target);
        assertThat(bucket.requests()).containsExactly("GET key bytes=0-8388607");
    }

    @Test
    void twoObjectsWithKnownSizes() throws Exception {
        bucket.put("other", Content.text("abcde"));
        var other = folder.resolve("other");
        var transfers = List.of(
                start("key", CopyOptions.defaults().withExpectedSize(OptionalLong.of(10))),
                hawser.copy(
                        TestBucket.at("other"),
                        at(other),
                        CopyOptions.defaults().withExpectedSize(OptionalLong.of(5))));
        for (var transfer : transfers) {
            transfer.result();
        }

        assertThat(target).hasContent("0123456789");
        assertThat(other).hasContent("abcde");
        assertThat(bucket.exchanges(S3Operation.HEAD_OBJECT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10, 4, 0-3 4-7 8-9", "10, 5, 0-4 5-9", "4, 2, 0-1 2-3", "10, 10, 0-9", "10, 11, 0-10"})
    void anObjectIsCutIntoRanges(int size, int part, String ranges) throws Exception {
        bucket.put("key", TEN.slice(0, size));
        start("key", PARTS.withPartSize(part)).result();

        assertThat(TEN.slice(0, size).mismatch(target)).isEmpty();
        assertThat(gets())
                .extracting(get -> get.header("Range").orElseThrow())
                .containsExactlyInAnyOrder(Stream.of(ranges.split(" "))
                        .map(range -> "bytes=" + range)
                        .toArray(String[]::new));
        var etag = bucket.server.object(TestBucket.NAME, "key").orElseThrow().etag();
        assertThat(gets().subList(1, gets().size()))
                .allSatisfy(get -> assertThat(get.header("If-Match")).hasValue(etag));
    }

    @Test
    void versionIdReachesEveryRequest() throws Exception {
        bucket.server.bucket(TestBucket.NAME).versioned();
        bucket.put("key", Content.text("the first of two"));
        var first = bucket.server.object(TestBucket.NAME, "key").orElseThrow().version();
        bucket.put("key", Content.text("the second of two"));

        start("key", PARTS.withSourceAttributes(Map.of("VersionId", first))).result();

        assertThat(target).hasContent("the first of two");
        assertThat(bucket.server.exchanges())
                .hasSizeGreaterThan(3)
                .allSatisfy(exchange -> assertThat(exchange.request().query()).containsEntry("versionId", first));
    }

    @Test
    void anUnknownArgumentIsRefused() throws Exception {
        var told = failure(start("key", PARTS.withSourceAttributes(Map.of("Foo", "bar"))));

        assertThat(told)
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("'Foo', must be one of: ChecksumMode, VersionId, ");
        assertThat(bucket.server.connections()).isZero();
        assertFolderHas();
    }

    static Stream<ThrowingCallable> wrongSettings() {
        var copy = CopyOptions.defaults();
        var all = HawserOptions.defaults();
        return Stream.of(
                () -> copy.withPartSize(0),
                () -> copy.withParallel(0),
                () -> copy.retry().withAttempts(0),
                () -> copy.withStall(Duration.ZERO),
                () -> copy.withSilence(Duration.ZERO),
                () -> all.withTransfers(0),
                () -> all.withConnectTimeout(Duration.ZERO),
                () -> all.withBudget(0),
                () -> all.withLimitRate(-1),
                () -> copy.withExpectedSize(OptionalLong.of(-1)));
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void aSettingThatCannotBeIsRefused(ThrowingCallable setting) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessageMatching(".* (0|-1|PT0S).*");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void fiveTriesInARowAreToldAndNoLayerBelowMultipliesThem(int status) throws Exception {
        bucket.server.at().suffers(S3Fault.error(status, "SlowDown"));
        var told = failure(start("key", PARTS));

        assertThat(told.retryable()).isTrue();
        assertThat(told).hasMessageContaining("5 tries").hasMessageContaining("SlowDown");
        assertThat(bucket.requests()).hasSize(5);
        assertFolderHas();
    }

    @Test
    void aMissingObjectLeavesNothing() throws Exception {
        var transfer = start("missing", PARTS);

        assertThatThrownBy(transfer::result)
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("s3://bucket/missing")
                .hasMessageContaining("NoSuchKey");
        assertThat(transfer.done()).isTrue();
        assertThat(gets()).hasSize(1);
        assertFolderHas();
    }

    @Test
    void oneFailureLeavesTheOthersAlone() throws Exception {
        bucket.put("other", TEN);
        var other = hawser.copy(TestBucket.at("other"), at(folder.resolve("other")), PARTS);
        bucket.server.at(GET).forKey("key").after(1).suffers(S3Fault.error(403, "AccessDenied"));
        var failed = start("key", PARTS.withResume(false));

        assertThat(failure(failed)).isInstanceOf(StoreException.Denied.class);
        other.result();
        assertThat(folder.resolve("other")).hasContent("0123456789");
        assertFolderHas(folder.resolve("other"));
    }

    @Test
    void theFirstFailureStopsTheOtherPartsAndIsTheOneThatIsTold() throws Exception {
        bucket.put("key", Content.random(1, 1000));
        // The others would stand still forever, and what becomes of them when they are broken off is no failure.
        bucket.server.at(GET).after(1).where(get -> !part(get, 4)).suffers(S3Fault.silence());
        bucket.server.at(GET).where(get -> part(get, 4)).suffers(S3Fault.error(403, "AccessDenied"));
        var told = failure(start("key", PARTS.withResume(false)));

        assertThat(told).isInstanceOf(StoreException.Denied.class).hasMessageContaining("AccessDenied");
        assertThat(gets()).hasSizeLessThanOrEqualTo(1 + PARTS.parallel());
        assertFolderHas();
    }

    private static boolean part(S3Exchange get, long start) {
        return get.header("Range").orElse("").startsWith("bytes=" + start + "-");
    }

    @Test
    void aTargetThatCannotBeReplacedIsTold() throws Exception {
        TransferListener inTheWay = (_, event) -> {
            if (event instanceof TransferEvent.Finishing) {
                try {
                    Files.createDirectories(target.resolve("below"));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        var entry = Entry.file(TestBucket.at("key"));
        var transfer = hawser.copy(entry, at(target), PARTS.withResume(false), inTheWay, null);

        assertThat(failure(transfer)).hasMessageContaining(target.toString());
        assertFolderHas(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {".file.hawser-part", ".file.hawser-journal"})
    void aLinkInThePlaceOfTheTemporaryFileIsToldAndNotFollowed(String name) throws Exception {
        bucket.put("key", Content.random(2, 3_000_000));
        var precious = Files.writeString(folder.resolve("precious"), "precious");
        Files.createSymbolicLink(folder.resolve(name), precious);

        assertThat(failure(start("key", CopyOptions.defaults().withPartSize(1 << 20))))
                .hasMessageContaining("a symbolic link lies in the place of its partial data");
        assertThat(precious).hasContent("precious");
        assertThat(target).doesNotExist();
    }

    @Test
    void theFutureTells() throws Exception {
        var stall = bucket.server.at(GET).suffers(S3Fault.stallAfter(2));
        var entry = Entry.file(TestBucket.at("key"));
        var first = hawser.copy(entry, at(target), PARTS.withParallel(1), TransferListener.none(), "mine");
        var second = hawser.copy(TestBucket.at("key"), at(folder.resolve("other")), PARTS.withParallel(1));

        assertThat(first.id()).isZero();
        assertThat(second.id()).isEqualTo(1);
        assertThat(first.source()).isEqualTo(TestBucket.at("key"));
        assertThat(first.target()).isEqualTo(at(target));
        assertThat(first.context()).isEqualTo("mine");
        assertThat(second.context()).isNull();
        Eventually.holds(
                () -> first.progress().bytes() == 2, () -> first.progress().toString());
        assertThat(first.done()).isFalse();
        assertThat(first.progress().state()).isEqualTo(Progress.State.RUNNING);
        assertThat(first.progress().total()).hasValue(10);

        stall.lift();
        second.cancel();
        bucket.server.resetAll();
        first.result();
        hawser.close();
        assertThat(first.done()).isTrue();
        assertThat(first.progress().state()).isEqualTo(Progress.State.DONE);
        assertThat(first.result()).isSameAs(first.result()).isInstanceOf(Outcome.Copied.class);
        assertCancelled(second);
    }

    @Test
    void cancellingStopsAtOnce() throws Exception {
        bucket.put("key", Content.random(3, 1000));
        bucket.server.at(GET).suffers(S3Fault.stallAfter(2));
        var transfer = start("key", PARTS.withResume(false));
        Eventually.holds(
                () -> transfer.progress().bytes() == 8,
                () -> transfer.progress().toString());
        assertThat(target).as("nothing to see before the end").doesNotExist();
        int asked = bucket.requests().size();
        transfer.cancel();

        assertCancelled(transfer);
        assertThat(bucket.requests()).hasSize(asked);
        assertFolderHas();
    }

    @Test
    void cancellingWhatIsDoneDoesNothing() throws Exception {
        var good = start("key", PARTS);
        good.await();
        good.cancel();
        assertThat(good.result()).isInstanceOf(Outcome.Copied.class);
        assertThat(target).hasContent("0123456789");

        var bad = start("missing", PARTS);
        bad.await();
        bad.cancel();
        assertThatThrownBy(bad::result).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void closingWaits() throws Exception {
        var transfers = IntStream.range(0, 50)
                .mapToObj(i -> hawser.copy(TestBucket.at("key"), at(folder.resolve("file" + i)), PARTS))
                .toList();
        hawser.close();

        assertThat(transfers).allMatch(Transfer::done);
        for (var transfer : transfers) {
            assertThat(transfer.result()).isInstanceOf(Outcome.Copied.class);
        }
    }

    @Test
    void anInterruptOfWhoWaitsForTheResultCancels() throws Exception {
        bucket.server.at(GET).suffers(S3Fault.silence());
        var transfer = start("key", PARTS);
        Thread.currentThread().interrupt();

        assertThatThrownBy(transfer::result).isInstanceOf(InterruptedException.class);
        assertCancelled(transfer);
        assertFolderHas();
    }

    @Test
    void anInterruptOfWhoClosesCancels() throws Exception {
        bucket.server.at(GET).suffers(S3Fault.silence());
        var transfer = start("key", PARTS);
        Thread.currentThread().interrupt();
        hawser.close();

        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(transfer.done()).isTrue();
        assertCancelled(transfer);
    }

    @Test
    void cancelAllThenClose() throws Exception {
        bucket.server.at(GET).suffers(S3Fault.silence());
        var transfers = IntStream.range(0, 20)
                .mapToObj(i -> hawser.copy(TestBucket.at("key"), at(folder.resolve("file" + i)), PARTS))
                .toList();
        hawser.cancelAll();
        hawser.close();
        hawser.close();

        for (var transfer : transfers) {
            assertThat(transfer.done()).isTrue();
            assertCancelled(transfer);
        }
        assertFolderHas();
        assertThatThrownBy(() -> start("key", PARTS)).isInstanceOf(IllegalStateException.class);
    }
}
