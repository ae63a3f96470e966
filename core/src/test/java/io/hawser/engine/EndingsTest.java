package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.store.Access;
import io.hawser.store.Placement;
import io.hawser.store.Sink;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies end, and end right, where a store makes it hard. */
class EndingsTest {
    private static final int MIB = 1 << 20;
    private static final CopyOptions QUICK = CopyOptions.defaults()
            .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO))
            .withPartSize(MIB);

    @TempDir
    Path folder;

    private static Hawser open(FakeStores stores) {
        return Hawser.open(
                HawserOptions.defaults().withProviders(List.of(stores)).withEnvironment(Map.of()));
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private Location target() {
        return Location.local(folder.resolve("target").toString());
    }

    private static Entry unsized() {
        return Entry.file(FakeStores.location()).withVersion("1");
    }

    @Test
    void aHoleInWhatWasKeptOfASourceOfUnknownSizeIsFilledAndTheRestFetched() throws Exception {
        var bytes = bytes(20 * MIB);
        var breaks = new AtomicBoolean(true);
        var stores = FakeStores.source(unsized(), Access.FROM_START, (range, sink, _) -> {
            long end = Math.min(range.end(), breaks.get() ? 10 * MIB : bytes.length);
            FakeStores.give(bytes, range.start(), Math.max(range.start(), end), sink);
            if (breaks.get()) {
                throw new StoreException.Unavailable(FakeStores.location(), "broke");
            }
            return end;
        });
        try (var hawser = open(stores)) {
            assertThat(hawser.copy(FakeStores.location(), target(), QUICK).await())
                    .isInstanceOf(Outcome.Failed.class);
            var part = folder.resolve(".target.hawser-part");
            var kept = Files.readAllBytes(part);
            kept[3 * MIB + 5] ^= 1;
            Files.write(part, kept);
            breaks.set(false);

            var outcome = hawser.copy(FakeStores.location(), target(), QUICK).result();

            assertThat(folder.resolve("target")).hasBinaryContent(bytes);
            assertThat(outcome.summary().resumedBytes()).isEqualTo(9 * MIB);
        }
    }

    @Test
    void aCredentialThatExpiresInMidCopyLosesNothing() throws Exception {
        var bytes = bytes(8 * MIB);
        var expires = new AtomicBoolean(true);
        var stores = FakeStores.source(unsized().withSize(bytes.length), Access.RANGES, (range, sink, _) -> {
            if (expires.get() && range.start() >= 4 * MIB) {
                throw new StoreException.Denied(FakeStores.location(), "403 Request has expired");
            }
            return FakeStores.give(bytes, range.start(), range.end(), sink);
        });
        try (var hawser = open(stores)) {
            var first = hawser.copy(FakeStores.location(), target(), QUICK.withParallel(2))
                    .await();
            assertThat(first).isInstanceOf(Outcome.Failed.class);
            assertThat(first.summary().resumable()).isTrue();
            expires.set(false);
            assertThat(hawser.copy(FakeStores.location(), target(), QUICK)
                            .result()
                            .summary()
                            .resumedBytes())
                    .isPositive();
            assertThat(folder.resolve("target")).hasBinaryContent(bytes);
        }
    }

    @Test
    void aTargetThatLosesEveryTryIsGivenUpThoughItsSourceBringsBytesEachTime() throws Exception {
        var source = Files.write(folder.resolve("source"), bytes(3 * MIB));
        for (Placement placement : List.of(new Placement.Whole(), new Placement.Parts(1, MIB, 100))) {
            var tries = new AtomicInteger();
            var stores = FakeStores.target(placement, (part, _) -> {
                part.copyTo(sink(true, (_, piece) -> piece.position(piece.limit())));
                tries.incrementAndGet();
                throw new StoreException.Unavailable(FakeStores.location(), "503 after the last byte");
            });
            try (var hawser = open(stores)) {
                var outcome = hawser.copy(
                                Location.local(source.toString()), FakeStores.location(), QUICK.withParallel(1))
                        .await();
                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.cause())
                                        .isInstanceOf(StoreException.Unavailable.class)
                                        .hasMessageContaining("gave up after 5 tries"));
                assertThat(tries).hasValue(5);
            }
        }
    }

    @Test
    void aTargetThatSwallowsTheLastByteForeverIsStopped() throws Exception {
        var source = Files.write(folder.resolve("source"), bytes(1000));
        var stores = FakeStores.target(new Placement.Whole(), (part, scope) -> {
            var never = new CountDownLatch(1);
            part.copyTo(sink(true, (position, piece) -> {
                if (position == 999) {
                    try (var _ = scope.hold(never::countDown)) {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw new StoreException.Unavailable(FakeStores.location(), "broken off");
                }
                piece.position(piece.limit());
            }));
        });
        try (var hawser = open(stores)) {
            var outcome = hawser.copy(
                            Location.local(source.toString()),
                            FakeStores.location(),
                            QUICK.withStall(Duration.ofMillis(10))
                                    .withRetry(QUICK.retry().withAttempts(1)))
                    .await();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.cause()).hasMessageContaining("no byte for 10 ms"));
        }
    }

    @Test
    void aListenerIsNotInterruptedByACancellation() throws Exception {
        var source = Files.write(folder.resolve("source"), bytes(10));
        var interrupted = new AtomicBoolean(true);
        TransferListener listener = (transfer, event) -> {
            switch (event) {
                case TransferEvent.Queued _ -> transfer.cancel();
                case TransferEvent.Finished _ ->
                    interrupted.set(Thread.currentThread().isInterrupted());
                case TransferEvent.Started _,
                        TransferEvent.Moved _,
                        TransferEvent.Retrying _,
                        TransferEvent.Finishing _ -> {}
            }
        };
        try (var hawser = open(FakeStores.target(new Placement.Whole(), (_, _) -> {}))) {
            var from = Entry.file(Location.local(source.toString()));
            assertThat(hawser.copy(from, target(), QUICK, listener, null).await())
                    .isInstanceOf(Outcome.Cancelled.class);
        }
        assertThat(interrupted).isFalse();
    }

    private interface Writing {
        void write(long position, ByteBuffer bytes) throws StoreException;
    }

    private static Sink sink(boolean ordered, Writing writing) {
        return new Sink() {
            @Override
            public boolean ordered() {
                return ordered;
            }

            @Override
            public void write(long position, ByteBuffer bytes) throws StoreException {
                writing.write(position, bytes);
            }
        };
    }
}
