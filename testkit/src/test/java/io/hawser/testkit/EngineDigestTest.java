package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.store.Access;
import io.hawser.store.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every digest that a source may promise, of the whole and of parts, is compared whichever way the bytes go. */
class EngineDigestTest {
    private static final MemorySettings PLAIN = MemorySettings.of(new Placement.Anywhere());
    private static final Content CONTENT = Content.random(1, 500_000);

    /** How a store keeps its digests: of the whole, of parts, of one part. */
    private static List<MemorySettings> promises(Algorithm algorithm) {
        return List.of(
                PLAIN.withDigests(algorithm),
                PLAIN.withDigestsOfParts(64_000, algorithm),
                PLAIN.withDigestsOfParts(250_000, algorithm),
                PLAIN.withDigestsOfParts(1 << 30, algorithm));
    }

    static Stream<Placement> placements() {
        return EngineIntegrityTest.placements();
    }

    static Stream<Placement> resumable() {
        return EngineResumeTest.resumable().stream();
    }

    private static void assertVerified(
            MemorySettings promise, Algorithm algorithm, Content content, Verified verified) {
        Digest right = promise.digestedParts() == 0
                ? content.digest(algorithm)
                : content.digestOfParts(algorithm, promise.digestedParts());
        assertThat(verified.by()).isEqualTo(Verified.By.SOURCE);
        assertThat(verified.digest()).contains(right);
    }

    @ParameterizedTest
    @MethodSource("placements")
    void aRightOneIsConfirmed(Placement placement) {
        List<Content> contents = List.of(
                Content.empty(), Content.random(2, 1), Content.random(3, 64_000), Content.random(4, 192_000), CONTENT);
        for (Algorithm algorithm : Algorithm.values()) {
            for (MemorySettings promise : promises(algorithm)) {
                for (MemorySettings kind : List.of(
                        promise,
                        promise.inScrambledOrder(),
                        promise.withAccess(Access.FROM_START).withoutSizes())) {
                    for (Content content : contents) {
                        try (Copies copies = Copies.between(kind, MemorySettings.of(placement))) {
                            copies.from.put(Copies.FILE, content);
                            Outcome.Copied copied = copies.copies(content, Copies.OPTIONS);
                            assertVerified(
                                    kind, algorithm, content, copied.summary().verified());
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("placements")
    void aWrongByteIsNoticed(Placement placement) {
        for (Algorithm algorithm : Algorithm.values()) {
            for (MemorySettings promise : promises(algorithm)) {
                try (Copies copies = Copies.between(promise, MemorySettings.of(placement))) {
                    copies.from.put(Copies.FILE, CONTENT);
                    copies.from.script(FaultScript.every(new Fault.FlipBit(10)));
                    StoreException.Corrupt failure = copies.fails(StoreException.Corrupt.class, Copies.OPTIONS);
                    assertThat(failure).hasMessageContaining("promises " + algorithm.label() + ":");
                    if (!(placement instanceof Placement.InOrder)) {
                        assertThat(copies.to.get(Copies.FILE)).isEmpty();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void itCoversWhatAnEarlierRunLeft(Placement placement) {
        CopyOptions once = Copies.OPTIONS
                .withParallel(1)
                .withPartSize(200_000)
                .withRetry(RetryPolicy.defaults().withAttempts(1));
        for (Algorithm algorithm : Algorithm.values()) {
            for (MemorySettings promise : promises(algorithm)) {
                for (MemorySettings kind : List.of(promise, promise.withAccess(Access.FROM_START))) {
                    try (Copies copies = Copies.between(kind, MemorySettings.of(placement))) {
                        copies.from.put(Copies.FILE, CONTENT);
                        boolean parts = placement instanceof Placement.Parts && kind.access() == Access.RANGES;
                        copies.from.script(
                                parts
                                        ? FaultScript.only(3, new Fault.Refuse())
                                        : FaultScript.only(1, new Fault.FinAfter(300_000))
                                                .and(FaultScript.only(2, new Fault.Refuse())));
                        assertThat(copies.copy(once)).isInstanceOf(Outcome.Failed.class);
                        copies.from.script(FaultScript.none());
                        Outcome.Copied copied = copies.copies(CONTENT, once.withParallel(3));
                        assertVerified(
                                kind, algorithm, CONTENT, copied.summary().verified());
                        // Of a stream that is cut, the part before the break may be lost with it.
                        if (parts || placement instanceof Placement.Anywhere) {
                            assertThat(copied.summary().resumedBytes()).isPositive();
                        }
                    }
                }
            }
        }
    }

    /** What the line damaged in an earlier run is in the target: that the source has it right says nothing. */
    @ParameterizedTest
    @MethodSource("resumable")
    void itCoversWhatAnEarlierRunDamaged(Placement placement) {
        CopyOptions once = Copies.OPTIONS
                .withParallel(1)
                .withPartSize(200_000)
                .withRetry(RetryPolicy.defaults().withAttempts(1));
        for (Algorithm algorithm : Algorithm.values()) {
            for (MemorySettings promise : promises(algorithm)) {
                for (MemorySettings kind : List.of(promise, promise.withAccess(Access.FROM_START))) {
                    try (Copies copies = Copies.between(kind, MemorySettings.of(placement))) {
                        copies.from.put(Copies.FILE, CONTENT);
                        boolean parts = placement instanceof Placement.Parts && kind.access() == Access.RANGES;
                        copies.from.script(
                                parts
                                        ? FaultScript.only(1, new Fault.FlipBit(10))
                                                .and(FaultScript.only(3, new Fault.Refuse()))
                                        : FaultScript.only(1, new Fault.FlipBit(10), new Fault.FinAfter(300_000))
                                                .and(FaultScript.only(2, new Fault.Refuse())));
                        assertThat(copies.copy(once)).isInstanceOf(Outcome.Failed.class);
                        copies.from.script(FaultScript.none());
                        Outcome.Copied copied = copies.copies(CONTENT, Copies.OPTIONS.withPartSize(200_000));
                        assertVerified(
                                kind, algorithm, CONTENT, copied.summary().verified());
                    }
                }
            }
        }
    }

    /** A checksum of the whole that follows from its pieces costs no second pass: parts move side by side into a target that cannot be read back. */
    @Test
    void oneThatFollowsFromPiecesNeedsNoOrder() {
        for (Algorithm algorithm : List.of(Algorithm.CRC32, Algorithm.CRC32C, Algorithm.CRC64NVME)) {
            Pace.Steps steps = new Pace.Steps();
            try (Copies copies = Copies.between(
                    PLAIN.withDigests(algorithm), MemorySettings.of(new Placement.Parts(1, 64 << 10, 100)))) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.from.script(FaultScript.every(new Fault.Drip(0, 1 << 20, steps)));
                var transfer = copies.start(Copies.OPTIONS.withParallel(4));
                Eventually.holds(
                        () -> copies.from.count(MemoryStore.Operation.READ) == 4, () -> "four parts are read at once");
                steps.grant(100);
                copies.arrived(CONTENT, Copies.end(transfer));
                assertThat(copies.from.reads().stream()
                                .mapToLong(ByteRange::length)
                                .sum())
                        .isEqualTo(CONTENT.size());
            }
        }
    }

    @Test
    void onesOfAnotherKindAreNotCompared() {
        MemorySettings whole = PLAIN.withDigests(Algorithm.SHA256);
        MemorySettings parts = PLAIN.withDigestsOfParts(64_000, Algorithm.SHA256);
        CopyOptions changed = Copies.OPTIONS.withIfExists(IfExists.CHANGED);
        List<String> ends = new ArrayList<>();
        for (MemorySettings target : List.of(whole, parts)) {
            try (Copies copies = Copies.between(parts, target)) {
                // The times differ, so that only a digest can tell that the two are the same.
                copies.to.put("/earlier", CONTENT);
                copies.from.put(Copies.FILE, CONTENT);
                copies.to.put(Copies.FILE, CONTENT);
                Entry from = Entry.file(copies.from.at(Copies.FILE));
                ends.add(Copies.end(copies.hawser.copy(from, copies.to.at(Copies.FILE), changed, (_, _) -> {}, null))
                        .getClass()
                        .getSimpleName());
            }
        }
        assertThat(ends).containsExactly("Copied", "Skipped");
    }
}
