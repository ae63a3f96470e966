package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.store.Placement;
import io.hawser.testkit.MemoryStore.Operation;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that can copy by itself does so, and no byte comes by the engine, which still keeps all its promises. */
class EngineServerCopyTest {
    private static final Content CONTENT = Content.random(1, 700_000);
    private static final MemorySettings PARTS = MemorySettings.of(new Placement.Parts(50_000, 100_000, 100));
    private static final String OTHER = "/other";

    static Stream<MemorySettings> kinds() {
        return Stream.of(PARTS, MemorySettings.of(new Placement.Anywhere()), MemorySettings.of(new Placement.Whole()));
    }

    private static Copies within(MemorySettings settings) {
        return Copies.between(settings, settings);
    }

    private static Transfer start(Copies copies, CopyOptions options) {
        return copies.hawser.copy(
                Entry.file(copies.from.at(Copies.FILE)),
                copies.from.at(OTHER),
                options,
                (_, event) -> copies.events.add(event),
                null);
    }

    private static Outcome copy(Copies copies, CopyOptions options) {
        return Copies.end(start(copies, options));
    }

    private static Outcome.Copied copied(Copies copies, Content content, CopyOptions options) throws Exception {
        Outcome outcome = copy(copies, options);
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(content.mismatch(copies.from.get(OTHER).orElseThrow().stream()))
                .isEmpty();
        assertThat(outcome.summary().bytes()).isEqualTo(content.size());
        return (Outcome.Copied) outcome;
    }

    private static long moved(Copies copies) {
        return copies.events.stream()
                .mapToLong(event -> event instanceof TransferEvent.Moved moved ? moved.bytes() : 0)
                .sum();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noByteComesByHere(MemorySettings kind) throws Exception {
        for (long size : List.of(0L, 1L, 64L << 10, 700_000L)) {
            Content content = Content.random(size, size);
            try (Copies copies = within(kind)) {
                copies.from.put(Copies.FILE, content);
                copies.from.put(OTHER, Content.text("old"));
                Outcome.Copied copied = copied(copies, content, Copies.OPTIONS);
                assertThat(copies.from.reads()).isEmpty();
                assertThat(copies.from.count(Operation.WRITE)).isZero();
                assertThat(moved(copies)).isEqualTo(size);
                assertThat(copied.summary().verified()).isEqualTo(Verified.unverified());
            }
        }
    }

    @Test
    void piecesAreCopiedAtOnce() throws Exception {
        Pace.Steps steps = new Pace.Steps();
        try (Copies copies = within(PARTS)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.Drip(0, 1 << 20, steps, Fault.Direction.TO_SERVER)));
            Transfer transfer = start(copies, Copies.OPTIONS.withParallel(4));
            Eventually.holds(() -> copies.from.count(Operation.COPY) == 4, () -> "four pieces at once");
            steps.grant(1000);
            assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class);
        }
    }

    @Test
    void whatTheStoreSaysOfBothIsCompared() throws Exception {
        for (MemorySettings kind : List.of(
                PARTS.withDigests(Algorithm.CRC64NVME, Algorithm.MD5),
                PARTS.withDigestsOfParts(100_000, Algorithm.CRC64NVME, Algorithm.MD5))) {
            try (Copies copies = within(kind)) {
                copies.from.put(Copies.FILE, CONTENT);
                Verified verified =
                        copied(copies, CONTENT, Copies.OPTIONS).summary().verified();
                assertThat(verified.by()).isEqualTo(Verified.By.SOURCE);
                assertThat(verified.digest().map(Digest::algorithm)).contains(Algorithm.MD5);

                verified = copied(copies, CONTENT, Copies.OPTIONS.withVerify(new Verify.None()))
                        .summary()
                        .verified();
                assertThat(verified).isEqualTo(Verified.unverified());

                copies.from.script(FaultScript.every(new Fault.FlipBit(5, Fault.Direction.TO_SERVER)));
                assertThat(Copies.failure(StoreException.Corrupt.class, copy(copies, Copies.OPTIONS)))
                        .hasMessageContaining("it is in place")
                        .hasMessageContaining("the source ");
            }
        }
    }

    @Test
    void aFailedPieceIsCopiedAgain() throws Exception {
        try (Copies copies = within(PARTS)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.first(3, new Fault.ResetAfter(100, Fault.Direction.TO_SERVER)));
            Outcome.Copied copied = copied(copies, CONTENT, Copies.OPTIONS);
            assertThat(copied.summary().attempts()).isEqualTo(4);
            assertThat(copies.retries()).hasSize(3);
        }
    }

    @Test
    void aLaterRunGoesOn() throws Exception {
        CopyOptions once =
                Copies.OPTIONS.withParallel(1).withRetry(RetryPolicy.defaults().withAttempts(1));
        try (Copies copies = within(PARTS)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.only(4, new Fault.ResetAfter(100, Fault.Direction.TO_SERVER)));
            Outcome.Failed failed = (Outcome.Failed) copy(copies, once);
            assertThat(failed.summary().resumable()).isTrue();
            long held = 3 * (64 << 10);
            assertThat(failed.summary().bytes()).isEqualTo(held);
            assertThat(copies.from.get(OTHER)).isEmpty();

            Outcome.Copied copied = copied(copies, CONTENT, once);
            assertThat(copied.summary().resumedBytes()).isEqualTo(held);
            assertThat(copies.from.count(Operation.COPY)).isEqualTo(4 + 8);
        }
    }

    @Test
    void aChangedSourceIsAConflict() {
        try (Copies copies = within(PARTS)) {
            copies.from.put(Copies.FILE, CONTENT);
            Transfer transfer = copies.hawser.copy(
                    Entry.file(copies.from.at(Copies.FILE)),
                    copies.from.at(OTHER),
                    Copies.OPTIONS.withParallel(1),
                    (_, event) -> {
                        if (event instanceof TransferEvent.Moved) {
                            copies.from.put(Copies.FILE, Content.random(2, 700_000));
                        }
                    },
                    null);
            Copies.failure(StoreException.Conflict.class, Copies.end(transfer));
            assertThat(copies.from.get(OTHER)).isEmpty();
            assertThat(copies.from.leftovers(OTHER)).isZero();
        }
    }

    @Test
    void aPieceThatStallsIsCalledOff() {
        try (Copies copies = new Copies(PARTS, PARTS, TestClock.standing(), options -> options)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.StallAfter(0, Fault.Direction.TO_SERVER)));
            Transfer transfer = start(copies, Copies.OPTIONS);
            Eventually.holds(() -> copies.from.count(Operation.COPY) == 4, () -> "all pieces stall");
            transfer.cancel();
            assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Cancelled.class);
            assertThat(copies.from.get(OTHER)).isEmpty();
        }
    }

    /** The store works without a byte moving, so the limit for silence holds and not that for stalls. */
    @Test
    void aPieceMayTakeAsLongAsSilenceIsAllowed() {
        CopyOptions limits = Copies.OPTIONS
                .withParallel(1)
                .withStall(Duration.ofSeconds(1))
                .withSilence(Duration.ofMinutes(10))
                .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));
        Pace.Steps steps = new Pace.Steps();
        try (Copies copies = new Copies(PARTS, PARTS, TestClock.standing(), options -> options)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.Drip(0, 1 << 20, steps, Fault.Direction.TO_SERVER)));
            Transfer transfer = start(copies, limits);
            Eventually.holds(() -> copies.from.count(Operation.COPY) == 1, () -> "a piece is copied");
            copies.clock.advance(Duration.ofMinutes(9));
            steps.grant(1000);
            assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class);
            assertThat(copies.retries()).isEmpty();
        }
    }

    @Test
    void bytesThatMustBeSeenComeByHere() throws Exception {
        List<Verify> seen =
                List.of(new Verify.Given(CONTENT.digest(Algorithm.SHA256)), new Verify.Sidecar(Algorithm.MD5));
        for (Verify verify : seen) {
            try (Copies copies = within(PARTS)) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.from.put(Copies.FILE + ".md5", Content.text(CONTENT.digest("MD5")));
                Outcome.Copied copied = copied(copies, CONTENT, Copies.OPTIONS.withVerify(verify));
                assertThat(copies.from.count(Operation.COPY)).isZero();
                assertThat(copied.summary().verified().by())
                        .isEqualTo(verify instanceof Verify.Given ? Verified.By.GIVEN : Verified.By.SIDECAR);
            }
        }
        for (MemorySettings kind :
                List.of(PARTS.withoutSizes(), PARTS.withoutVersions(), MemorySettings.of(new Placement.InOrder()))) {
            try (Copies copies = within(kind)) {
                copies.from.put(Copies.FILE, CONTENT);
                copied(copies, CONTENT, Copies.OPTIONS);
                assertThat(copies.from.count(Operation.COPY)).isZero();
            }
        }
        try (Copies copies = within(PARTS)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.copies(CONTENT, Copies.OPTIONS);
            assertThat(copies.to.count(Operation.COPY)).isZero();
        }
    }

    @Test
    void whatTheStoreRefusesToCopyComesByHere() throws Exception {
        CopyOptions once =
                Copies.OPTIONS.withParallel(1).withRetry(RetryPolicy.defaults().withAttempts(1));
        try (Copies copies = within(PARTS)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(Operation.COPY, 2, () -> new StoreException.Unsupported("here", "not of that one"));
            // The first run breaks off when bytes came by here, the second goes on from them.
            copies.from.script(FaultScript.only(3, new Fault.Refuse()));
            Outcome.Failed failed = (Outcome.Failed) copy(copies, once);
            assertThat(failed.cause()).isInstanceOf(StoreException.Unavailable.class);
            assertThat(failed.summary().bytes()).isEqualTo(2 * (64 << 10));
            copies.from.script(FaultScript.none());
            copies.events.clear();
            Outcome.Copied copied = copied(copies, CONTENT, once);
            assertThat(copied.summary().resumedBytes()).isEqualTo(2 * (64 << 10));
            assertThat(copies.retries())
                    .singleElement()
                    .satisfies(retry -> assertThat(retry.cause()).hasMessageContaining("not of that one"));
        }
    }

    @Test
    void otherOptionsHoldAsEver() throws Exception {
        try (Copies copies = within(PARTS)) {
            copies.from.put(Copies.FILE, CONTENT);
            Copies.failure(
                    StoreException.Rejected.class, copy(copies, Copies.OPTIONS.withExpectedSize(OptionalLong.of(5))));
            copied(copies, CONTENT, Copies.OPTIONS.withIfExists(IfExists.FAIL));
            Copies.failure(StoreException.Conflict.class, copy(copies, Copies.OPTIONS.withIfExists(IfExists.FAIL)));
            assertThat(copy(copies, Copies.OPTIONS.withIfExists(IfExists.SKIP))).isInstanceOf(Outcome.Skipped.class);
            assertThat(copies.from.reads()).isEmpty();
            copied(copies, CONTENT, Copies.OPTIONS.withDeleteSource(true));
            assertThat(copies.from.get(Copies.FILE)).isEmpty();
        }
    }
}
