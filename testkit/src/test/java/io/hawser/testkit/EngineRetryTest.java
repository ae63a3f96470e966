package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.store.Placement;
import io.hawser.testkit.MemoryStore.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one retry loop: what is tried again, how often, after which pause, and for which bytes. */
class EngineRetryTest {
    private static final Content CONTENT = Content.random(1, 1_000_000);
    private static final CopyOptions SINGLE = Copies.OPTIONS.withParallel(1);

    private static StoreException.Unavailable unavailable() {
        return new StoreException.Unavailable("here", "fell over");
    }

    @Test
    void aConnectionRefusedOnceIsTriedAgain() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.first(1, new Fault.Refuse()));
            Outcome.Copied copied = copies.copies(CONTENT, Copies.OPTIONS);
            assertThat(copied.summary().attempts()).isEqualTo(2);
            assertThat(copies.retries()).hasSize(1);
        }
    }

    @Test
    void aServerThatCutsEveryConnectionStillDelivers() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.ResetAfter(10_000)));
            Outcome.Copied copied = copies.copies(CONTENT, Copies.OPTIONS.withRetry(policy(2)));
            assertThat(copied.summary().attempts()).isGreaterThan(80);
        }
    }

    @Test
    void aRetryAsksOnlyForTheBytesThatAreMissing() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.FinAfter(150_000)));
            copies.copies(CONTENT, SINGLE);
            List<ByteRange> reads = copies.from.reads();
            assertThat(reads).hasSize(7);
            for (int i = 0; i < reads.size(); i++) {
                assertThat(reads.get(i)).isEqualTo(new ByteRange(i * 150_000L, 1_000_000));
            }
        }
    }

    private static RetryPolicy policy(int attempts) {
        return RetryPolicy.defaults().withAttempts(attempts);
    }

    @Test
    void triesInARowWithoutAByteAreCounted() {
        for (int attempts = 1; attempts <= 5; attempts++) {
            try (Copies copies = Copies.plain()) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.from.script(FaultScript.every(new Fault.Refuse()));
                copies.fails(StoreException.Unavailable.class, SINGLE.withRetry(policy(attempts)));
                assertThat(copies.from.count(Operation.READ)).isEqualTo(attempts);
                assertThat(copies.retries()).hasSize(attempts - 1);
                assertThat(copies.to.get(Copies.FILE)).isEmpty();
            }
        }
    }

    @Test
    void theFailureSaysHowOftenItWasTried() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(Operation.OPEN, 5, EngineRetryTest::unavailable);
            assertThat(copies.fails(StoreException.Unavailable.class, SINGLE))
                    .hasMessageContaining("fell over")
                    .hasMessageContaining("5 tries");
            assertThat(copies.from.count(Operation.OPEN)).isEqualTo(5);
        }
    }

    @Test
    void anErrorThatIsNoExceptionIsAFailureTooAndNotTriedAgain() {
        for (CopyOptions options : List.of(SINGLE, Copies.OPTIONS)) {
            try (Copies copies = Copies.plain()) {
                copies.from.put(Copies.FILE, CONTENT.reaching(CONTENT.size() - 1, () -> {
                    throw new StackOverflowError("too deep");
                }));
                assertThat(copies.fails(StoreException.Local.class, options)).hasMessageContaining("too deep");
                assertThat(copies.retries()).isEmpty();
                assertThat(copies.to.get(Copies.FILE)).isEmpty();
            }
        }
    }

    @Test
    void nothingIsSaidToHaveMovedThatWasNotWritten() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.failing(Operation.WRITE, 1, EngineRetryTest::unavailable);
            copies.fails(StoreException.Unavailable.class, SINGLE.withRetry(policy(1)));
            assertThat(copies.events).noneMatch(TransferEvent.Moved.class::isInstance);
        }
    }

    @Test
    void aByteStartsTheCountAnew() {
        FaultScript script =
                connection -> List.of(connection % 4 == 0 ? new Fault.FinAfter(100_000) : new Fault.Refuse());
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(script);
            copies.copies(CONTENT, SINGLE);
            assertThat(copies.from.count(Operation.READ)).isEqualTo(40);
        }
    }

    @Test
    void aTryThatBroughtAByteIsNotOneThatBroughtNone() {
        // Four tries in a row bring nothing, one less than the five that are too many.
        FaultScript script =
                connection -> List.of(connection % 5 == 0 ? new Fault.FinAfter(100_000) : new Fault.Refuse());
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(script);
            copies.copies(CONTENT, SINGLE);
            assertThat(copies.from.count(Operation.READ)).isEqualTo(50);
        }
    }

    private enum Final {
        NOT_FOUND(new StoreException.NotFound("here", "gone")),
        DENIED(new StoreException.Denied("here", "no")),
        CONFLICT(new StoreException.Conflict("here", "changed")),
        REJECTED(new StoreException.Rejected("here", "never")),
        UNSUPPORTED(new StoreException.Unsupported("here", "cannot")),
        LOCAL(new StoreException.Local("here", "disk full"));

        private final StoreException failure;

        Final(StoreException failure) {
            this.failure = failure;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotGetBetterIsNotTriedAgain(Final kind) {
        for (Operation operation : List.of(Operation.OPEN, Operation.READ)) {
            try (Copies copies = Copies.plain()) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.to.put(Copies.FILE, Content.text("old"));
                copies.from.failing(operation, 1, () -> kind.failure);
                copies.fails(kind.failure.getClass(), SINGLE);
                assertThat(copies.from.count(operation)).isEqualTo(1);
                copies.assertThere(Content.text("old"));
                assertThat(copies.clock.pauses()).isEmpty();
            }
        }
        for (Operation operation : List.of(Operation.UPLOAD, Operation.BEGIN, Operation.WRITE, Operation.COMMIT)) {
            try (Copies copies = Copies.plain()) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.to.put(Copies.FILE, Content.text("old"));
                copies.to.failing(operation, 1, () -> kind.failure);
                copies.fails(kind.failure.getClass(), SINGLE);
                assertThat(copies.to.count(operation)).isEqualTo(1);
                copies.assertThere(Content.text("old"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "READ", "CONFIRM"})
    void eachStepOfTheSourceIsTriedAgain(Operation operation) {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(operation, 4, EngineRetryTest::unavailable);
            copies.copies(CONTENT, SINGLE);
            assertThat(copies.from.count(operation)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD", "BEGIN", "WRITE", "COMMIT"})
    void eachStepOfTheTargetIsTriedAgain(Operation operation) {
        for (Placement placement :
                List.of(new Placement.Anywhere(), new Placement.Whole(), new Placement.Parts(1, 1 << 20, 1000))) {
            try (Copies copies = Copies.to(placement)) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.to.failing(operation, 4, EngineRetryTest::unavailable);
                copies.copies(CONTENT, SINGLE.withPartSize(1 << 20));
                assertThat(copies.to.count(operation)).as("%s", placement).isEqualTo(5);
            }
        }
    }

    @Test
    void pausesStayWithinTheirBounds() {
        RetryPolicy policy = new RetryPolicy(8, Duration.ofMillis(100), Duration.ofSeconds(1));
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.Refuse()));
            copies.fails(StoreException.Unavailable.class, SINGLE.withRetry(policy));
            assertThat(copies.retries()).hasSize(7);
            for (int i = 0; i < 7; i++) {
                assertThat(copies.retries().get(i).attempt()).isEqualTo(i + 1);
                assertThat(copies.retries().get(i).pause())
                        .isBetween(Duration.ZERO, policy.bound(i + 1))
                        .isLessThanOrEqualTo(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void aServerThatSaysWhenIsObeyed() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(
                    Operation.OPEN, 2, () -> new StoreException.Throttled("here", "busy", Duration.ofSeconds(70)));
            copies.copies(CONTENT, SINGLE);
            assertThat(copies.clock.pauses()).hasSize(2).allMatch(pause -> pause.toSeconds() >= 70);
        }
    }

    @Test
    void aServerThatAsksForHoursIsNotWaitedFor() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(
                    Operation.OPEN, 1, () -> new StoreException.Throttled("here", "busy", Duration.ofHours(3)));
            assertThat(copies.fails(StoreException.Throttled.class, SINGLE)).hasMessageContaining("10800");
            assertThat(copies.clock.pauses()).isEmpty();
        }
    }

    @Test
    void aPausingTransferKeepsNoOtherFromRunning() {
        MemorySettings settings = MemorySettings.of(new Placement.Anywhere());
        try (Copies copies =
                new Copies(settings, settings, TestClock.standing(), options -> options.withTransfers(1))) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(
                    Operation.OPEN, 1, () -> new StoreException.Throttled("here", "busy", Duration.ofSeconds(5)));
            Transfer pausing = copies.start(SINGLE);
            copies.clock.awaitPauses(1);
            copies.from.put("/other", CONTENT);
            Transfer other = copies.hawser.copy(copies.from.at("/other"), copies.to.at("/other"), SINGLE);
            assertThat(Copies.end(other)).isInstanceOf(Outcome.Copied.class);
            assertThat(pausing.done()).isFalse();
            copies.clock.advance(Duration.ofMinutes(1));
            copies.arrived(CONTENT, Copies.end(pausing));
        }
    }
}
