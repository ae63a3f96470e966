package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.store.Placement;
import io.hawser.testkit.MemoryStore.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stalls, rates, deadlines, cancellation and the byte budget, by a clock that the test holds. */
class EngineLimitsTest {
    private static final Content CONTENT = Content.random(1, 700_000);
    private static final MemorySettings ANYWHERE = MemorySettings.of(new Placement.Anywhere());
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final CopyOptions IMPATIENT =
            Copies.OPTIONS.withStall(STALL).withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));

    /** Waits until a read has stalled: all that it brings before is there. */
    private static void awaitStall(Copies copies, Transfer transfer, long bytes) {
        Eventually.holds(
                () -> transfer.progress().bytes() == bytes && copies.from.count(Operation.READ) > 0,
                () -> "stalled: " + transfer.progress());
    }

    /**
     * Advances the clock beyond the stall time, then by small steps: for whoever began to wait only after the advance.
     * They are too small for anything else to stall before the condition holds.
     */
    private static void advanceUntil(Copies copies, BooleanSupplier condition) {
        copies.clock.advance(STALL.plusSeconds(1));
        Eventually.holds(
                () -> {
                    if (condition.getAsBoolean()) {
                        return true;
                    }
                    copies.clock.advance(Duration.ofMillis(250));
                    return false;
                },
                OpenResources::threads);
    }

    @Test
    void aStalledReadIsBrokenOffAndGoesOn() {
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.first(1, new Fault.StallAfter(100_000)));
            Transfer transfer = copies.start(IMPATIENT.withParallel(1));
            awaitStall(copies, transfer, 100_000);
            assertThat(transfer.done()).isFalse();
            advanceUntil(copies, () -> !copies.retries().isEmpty());
            copies.arrived(CONTENT, Copies.end(transfer));
            assertThat(copies.from.reads())
                    .containsExactly(new ByteRange(0, CONTENT.size()), new ByteRange(100_000, CONTENT.size()));
            assertThat(copies.retries())
                    .singleElement()
                    .satisfies(retry -> assertThat(retry.cause()).hasMessageContaining("no byte for 30 s"));
        }
    }

    @Test
    void aStallThatStaysEndsWithItsCause() {
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.StallAfter(0)));
            Transfer transfer = copies.start(IMPATIENT);
            advanceUntil(copies, transfer::done);
            assertThat(Copies.failure(StoreException.Unavailable.class, Copies.end(transfer)))
                    .hasMessageContaining("no byte for 30 s");
        }
    }

    @Test
    void aStallShorterThanTheLimitIsNone() {
        Pace.Steps steps = new Pace.Steps();
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.Drip(0, 100_000, steps)));
            Transfer transfer = copies.start(IMPATIENT.withParallel(1));
            for (int i = 1; i <= 11; i++) {
                copies.clock.advance(STALL.minusSeconds(1));
                long before = transfer.progress().bytes();
                steps.grant(1);
                Eventually.holds(
                        () -> transfer.progress().bytes() > before || transfer.done(),
                        () -> "a drip arrives: " + transfer.progress());
            }
            steps.grant(100);
            copies.arrived(CONTENT, Copies.end(transfer));
            assertThat(copies.retries()).isEmpty();
        }
    }

    @Test
    void aSlowTargetIsNoStallOfTheSource() {
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.script(FaultScript.first(1, new Fault.StallAfter(100_000, Fault.Direction.TO_SERVER)));
            Transfer transfer = copies.start(IMPATIENT.withParallel(1));
            Eventually.holds(() -> copies.to.count(Operation.WRITE) == 1, () -> "the target stalls");
            advanceUntil(copies, () -> !copies.retries().isEmpty());
            copies.arrived(CONTENT, Copies.end(transfer));
            assertThat(copies.retries())
                    .isNotEmpty()
                    .allSatisfy(retry -> assertThat(retry.cause().where())
                            .isEqualTo(copies.to.at(Copies.FILE).toString()));
        }
    }

    @Test
    void aDripSlowerThanTheLowestRateIsBrokenOff() {
        Pace.Steps steps = new Pace.Steps();
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.first(1, new Fault.Drip(0, 1, steps)));
            Transfer transfer = copies.start(IMPATIENT.withParallel(1).withMinRate(1000));
            // A byte in ten seconds is no stall of thirty.
            for (int i = 1; !transfer.done() && copies.retries().isEmpty(); i++) {
                steps.grant(1);
                long bytes = i;
                Eventually.holds(
                        () -> transfer.progress().bytes() >= bytes
                                || !copies.retries().isEmpty(),
                        () -> "a byte arrives: " + transfer.progress());
                copies.clock.advance(Duration.ofSeconds(10));
                assertThat(i).as("bytes at a tenth of a byte a second").isLessThan(1000);
            }
            copies.arrived(CONTENT, Copies.end(transfer));
            assertThat(copies.retries().getFirst().cause()).hasMessageContaining("slower than 1000 bytes a second");
        }
    }

    @Test
    void aDeadlineEndsEverything() {
        try (Copies copies = new Copies(
                ANYWHERE, ANYWHERE, TestClock.standing(), o -> o.withDeadline(Optional.of(Duration.ofMinutes(5))))) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.StallAfter(100)));
            copies.to.put(Copies.FILE, Content.text("old"));
            Transfer transfer = copies.start(Copies.OPTIONS);
            copies.clock.advance(Duration.ofMinutes(5));
            advanceUntil(copies, transfer::done);
            assertThat(Copies.failure(StoreException.Unavailable.class, Copies.end(transfer)))
                    .hasMessageContaining("deadline");
            copies.assertThere(Content.text("old"));
        }
    }

    @Test
    void allTransfersTogetherKeepToTheRate() {
        try (Copies copies =
                new Copies(ANYWHERE, ANYWHERE, TestClock.skipping(), options -> options.withLimitRate(100_000))) {
            List<Transfer> transfers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                copies.from.put("/" + i, Content.random(i, 400_000));
                transfers.add(copies.hawser.copy(copies.from.at("/" + i), copies.to.at("/" + i), Copies.OPTIONS));
            }
            transfers.forEach(transfer -> assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class));
            assertThat(copies.clock.elapsed()).isGreaterThan(Duration.ofSeconds(19));
        }
    }

    private static void assertCancelled(Transfer transfer) {
        assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Cancelled.class);
        assertThat(transfer.done()).isTrue();
        assertThatThrownBy(transfer::result).isInstanceOf(CancellationException.class);
    }

    @Test
    void cancellingABlockedReadCleansUp() {
        for (boolean resume : new boolean[] {true, false}) {
            try (Copies copies = Copies.standing()) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.to.put(Copies.FILE, Content.text("old"));
                copies.from.script(FaultScript.every(new Fault.StallAfter(10_000)));
                Transfer transfer = copies.start(Copies.OPTIONS.withResume(resume));
                awaitStall(copies, transfer, 4 * 10_000);
                transfer.cancel();
                assertCancelled(transfer);
                copies.from.checkAllClosed();
                copies.to.checkAllClosed();
                copies.assertThere(Content.text("old"));
                assertThat(copies.to.leftovers(Copies.FILE)).isEqualTo(resume ? 40_000 : 0);
            }
        }
    }

    @Test
    void cancellingABlockedWriteCleansUp() {
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.script(FaultScript.every(new Fault.StallAfter(0, Fault.Direction.TO_SERVER)));
            Transfer transfer = copies.start(Copies.OPTIONS);
            Eventually.holds(() -> copies.to.count(Operation.WRITE) == 4, () -> "all writes stall");
            transfer.cancel();
            assertCancelled(transfer);
            assertThat(copies.to.get(Copies.FILE)).isEmpty();
        }
    }

    @Test
    void cancellingWakesAPause() {
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(
                    Operation.OPEN, 1, () -> new StoreException.Throttled("here", "busy", Duration.ofSeconds(100)));
            Transfer transfer = copies.start(Copies.OPTIONS);
            copies.clock.awaitPauses(1);
            transfer.cancel();
            assertCancelled(transfer);
        }
    }

    @Test
    void cancellingWakesWhoWaitsForTheRate() {
        try (Copies copies =
                new Copies(ANYWHERE, ANYWHERE, TestClock.standing(), options -> options.withLimitRate(1))) {
            copies.from.put(Copies.FILE, CONTENT);
            Transfer transfer = copies.start(Copies.OPTIONS);
            copies.clock.awaitPauses(1);
            transfer.cancel();
            assertCancelled(transfer);
        }
    }

    @Test
    void aTransferThatWaitsForItsTurnIsCancelled() {
        try (Copies copies =
                new Copies(ANYWHERE, ANYWHERE, TestClock.standing(), options -> options.withTransfers(1))) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.first(1, new Fault.StallAfter(0)));
            Transfer running = copies.start(Copies.OPTIONS.withParallel(1));
            Eventually.holds(() -> copies.from.count(Operation.READ) == 1, () -> "the first transfer runs");
            Transfer waiting = copies.hawser.copy(copies.from.at(Copies.FILE), copies.to.at("/other"), Copies.OPTIONS);
            waiting.cancel();
            assertCancelled(waiting);
            assertThat(running.done()).isFalse();
            running.cancel();
            assertCancelled(running);
            running.cancel();
        }
    }

    /** The order in which they would be met by chance differs from round to round. */
    @Test
    void noneOfThoseThatWaitTakesThePlaceOfOneThatIsStopped() {
        for (int round = 0; round < 20; round++) {
            try (Copies copies =
                    new Copies(ANYWHERE, ANYWHERE, TestClock.standing(), options -> options.withTransfers(1))) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.from.put("/small", Content.text("small"));
                copies.from.script(FaultScript.first(1, new Fault.StallAfter(0)));
                Transfer running = copies.start(Copies.OPTIONS.withParallel(1));
                Eventually.holds(() -> copies.from.count(Operation.READ) == 1, () -> "the first transfer runs");
                List<Transfer> waiting = IntStream.range(0, 200)
                        .mapToObj(i ->
                                copies.hawser.copy(copies.from.at("/small"), copies.to.at("/" + i), Copies.OPTIONS))
                        .toList();
                copies.hawser.cancelAll();
                assertCancelled(running);
                waiting.forEach(EngineLimitsTest::assertCancelled);
                assertThat(copies.from.count(Operation.OPEN)).isEqualTo(1);
            }
        }
    }

    @Test
    void oneThatIsCancelledLeavesOthersAlone() {
        try (Copies copies = Copies.standing()) {
            Pace.Steps steps = new Pace.Steps();
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.Drip(0, 300_000, steps)));
            Transfer one = copies.start(Copies.OPTIONS.withParallel(1));
            Transfer other = copies.hawser.copy(
                    copies.from.at(Copies.FILE), copies.to.at("/other"), Copies.OPTIONS.withParallel(1));
            Eventually.holds(() -> copies.from.count(Operation.READ) == 2, () -> "both run");
            one.cancel();
            assertCancelled(one);
            steps.grant(1000);
            assertThat(Copies.end(other)).isInstanceOf(Outcome.Copied.class);
        }
    }

    @ParameterizedTest
    @MethodSource("io.hawser.testkit.EngineIntegrityTest#placements")
    void aSmallBudgetIsEnoughForManyParts(Placement placement) {
        try (Copies copies = new Copies(
                MemorySettings.of(placement),
                MemorySettings.of(placement),
                TestClock.skipping(),
                options -> options.withBudget(1 << 20))) {
            Content content = Content.random(3, 3_000_000);
            List<Transfer> transfers = new ArrayList<>();
            CopyOptions wide = Copies.OPTIONS.withParallel(16).withPartSize(100_000);
            for (int i = 0; i < 4; i++) {
                copies.from.put("/to" + i, content);
                copies.to.put("/from" + i, content);
                transfers.add(copies.hawser.copy(copies.from.at("/to" + i), copies.to.at("/to" + i), wide));
                transfers.add(copies.hawser.copy(copies.to.at("/from" + i), copies.from.at("/from" + i), wide));
            }
            transfers.forEach(transfer -> assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class));
        }
    }

    @Test
    void partsObeyWhatTheTargetTakes() {
        try (Copies copies = Copies.to(new Placement.Parts(150_000, 200_000, 5))) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.copies(CONTENT, Copies.OPTIONS.withPartSize(1000));
            copies.copies(CONTENT, Copies.OPTIONS.withPartSize(1 << 30));
            copies.from.put(Copies.FILE, Content.random(2, 1_000_001));
            assertThat(copies.fails(StoreException.Rejected.class, Copies.OPTIONS))
                    .hasMessageContaining("1000001");
        }
    }

    @Test
    void closingWaitsForWhatRuns() {
        MemoryStore to;
        try (Copies copies = Copies.plain()) {
            to = copies.to;
            copies.from.put(Copies.FILE, CONTENT);
            copies.start(Copies.OPTIONS);
        }
        assertThat(to.get(Copies.FILE)).isPresent();
    }
}
