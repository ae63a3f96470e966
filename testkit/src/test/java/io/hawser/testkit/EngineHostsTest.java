package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.store.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** So many parts at a time from one host, and to one host, whatever else there is to do. */
class EngineHostsTest {
    private static final MemorySettings USUAL = MemorySettings.of(new Placement.Anywhere());
    private static final CopyOptions PARTS = Copies.OPTIONS.withPartSize(8192).withParallel(4);

    private final MemoryStore one = new MemoryStore("one", USUAL);
    private final MemoryStore other = new MemoryStore("other", USUAL);
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);

    private Hawser open(int connections) {
        return Hawser.open(options().withConnections(connections));
    }

    private HawserOptions options() {
        return HawserOptions.defaults()
                .withEnvironment(Map.of())
                .withProviders(List.of(MemoryStore.provider(one, other)));
    }

    /** Content that counts who reads it at the time. */
    private Content counted(long seed, int size) {
        Content plain = Content.random(seed, size);
        return new Content() {
            @Override
            public long size() {
                return plain.size();
            }

            @Override
            public void read(long position, byte[] into, int offset, int length) {
                int now = reading.incrementAndGet();
                most.accumulateAndGet(now, Math::max);
                Thread.yield();
                plain.read(position, into, offset, length);
                reading.decrementAndGet();
            }
        };
    }

    private Content held(long seed) {
        return Content.random(seed, 1000).reaching(500, () -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void noMorePartsAtATimeThanTheHostMayGive() {
        for (int bound = 1; bound <= 3; bound++) {
            most.set(0);
            try (Hawser hawser = open(bound)) {
                List<Transfer> all = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    one.put("/f" + i, counted(i, i % 3 == 0 ? 100 : 100_000));
                    all.add(hawser.copy(one.at("/f" + i), other.at("/f" + i), PARTS));
                }
                all.forEach(transfer -> assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class));
            }
            assertThat(most.get()).isLessThanOrEqualTo(bound).isPositive();
        }
    }

    @Test
    void aFullHostKeepsNoOtherWaiting() {
        try (Hawser hawser = open(1)) {
            List<Transfer> slow = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                one.put("/f" + i, held(i));
                slow.add(hawser.copy(one.at("/f" + i), other.at("/f" + i), PARTS));
            }
            other.put("/quick", Content.text("quick"));
            Transfer quick = hawser.copy(other.at("/quick"), one.at("/quick"), PARTS);

            assertThat(Copies.end(quick))
                    .as("the other way, with a thousand queued before it")
                    .isInstanceOf(Outcome.Copied.class);

            assertThat(slow).noneMatch(Transfer::done);
            slow.subList(1, 1000).forEach(Transfer::cancel);
            slow.subList(1, 1000).forEach(t -> assertThat(Copies.end(t)).isInstanceOf(Outcome.Cancelled.class));
            goOn.countDown();
            assertThat(Copies.end(slow.getFirst())).isInstanceOf(Outcome.Copied.class);
            assertThat(Copies.end(hawser.copy(one.at("/f7"), other.at("/f7"), PARTS)))
                    .as("permits are free again")
                    .isInstanceOf(Outcome.Copied.class);
        }
    }

    @Test
    void limitsAreThoseOfOneHawserAndNotOfAnother() {
        HawserOptions narrow = options().withTransfers(1).withConnections(1);
        try (Hawser full = Hawser.open(narrow);
                Hawser another = Hawser.open(narrow)) {
            one.put("/slow", held(1));
            one.put("/quick", Content.text("quick"));
            Transfer slow = full.copy(one.at("/slow"), other.at("/slow"), PARTS);

            assertThat(Copies.end(another.copy(one.at("/quick"), other.at("/quick"), PARTS)))
                    .isInstanceOf(Outcome.Copied.class);

            assertThat(slow.done()).isFalse();
            goOn.countDown();
            assertThat(Copies.end(slow)).isInstanceOf(Outcome.Copied.class);
        }
    }

    @Test
    void bothWaysAtOnceEverybodyEnds() {
        try (Hawser hawser = open(2)) {
            List<Transfer> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                one.put("/to" + i, Content.random(i, 30_000));
                other.put("/back" + i, Content.random(i, 30_000));
                all.add(hawser.copy(one.at("/to" + i), other.at("/to" + i), PARTS));
                all.add(hawser.copy(other.at("/back" + i), one.at("/back" + i), PARTS));
                all.add(hawser.copy(one.at("/to" + i), one.at("/here" + i), PARTS));
            }
            all.forEach(transfer -> assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class));
        }
    }

    @Test
    void theOptionOfALocationCountsBeforeTheGeneralOne() {
        most.set(0);
        try (Hawser hawser = Hawser.open(options()
                .withConnections(3)
                .withLocationOptions(at -> at.hostAndPort().equals("one") ? Map.of("connections", "1") : Map.of()))) {
            List<Transfer> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                one.put("/f" + i, counted(i, 100_000));
                all.add(hawser.copy(one.at("/f" + i), other.at("/f" + i), PARTS));
            }
            all.forEach(transfer -> assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class));
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void whoSleepsBeforeARetryLeavesItsPermitsToOthers() {
        TestClock clock = TestClock.standing();
        CopyOptions patient = PARTS.withRetry(new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1)));
        one.put("/troubled", Content.random(1, 100_000));
        one.put("/quick", Content.random(2, 100_000));
        CountDownLatch sleeps = new CountDownLatch(1);
        TransferListener listener = (_, event) -> {
            if (event instanceof TransferEvent.Retrying) {
                sleeps.countDown();
            }
        };
        try (Hawser hawser = Hawser.open(options().withConnections(2).withTicker(clock))) {
            one.failing(
                    MemoryStore.Operation.OPEN,
                    1,
                    () -> new StoreException.Unavailable("memory://one/troubled", "not now"));
            Transfer troubled =
                    hawser.copy(Entry.file(one.at("/troubled")), other.at("/troubled"), patient, listener, null);
            sleeps.await();
            clock.awaitPauses(1);
            for (int i = 0; i < 3; i++) {
                assertThat(Copies.end(hawser.copy(one.at("/quick"), other.at("/quick"), PARTS)))
                        .isInstanceOf(Outcome.Copied.class);
            }
            clock.advance(Duration.ofHours(1));
            assertThat(Copies.end(troubled)).isInstanceOf(Outcome.Copied.class);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void allPartsOfATransferThatSleepLeaveTheirPermits() {
        TestClock clock = TestClock.skipping();
        try (Hawser hawser = Hawser.open(options().withConnections(3).withTicker(clock))) {
            List<Transfer> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                one.put("/f" + i, counted(i, 200_000));
            }
            // Cut over and over: parts sleep, some alone, some all together.
            one.script(connection ->
                    connection < 400 ? FaultScript.cuts(5, 1, 9000).on(connection) : List.of());
            for (int i = 0; i < 20; i++) {
                all.add(hawser.copy(one.at("/f" + i), other.at("/f" + i), PARTS));
            }
            all.forEach(transfer -> assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class));
        }
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }
}
