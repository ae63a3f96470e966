package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.store.Placement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy that could not finish goes on from where it stopped. */
class EngineResumeTest {
    private static final Content CONTENT = Content.random(1, 1_000_000);
    private static final CopyOptions ONE_TRY = Copies.OPTIONS
            .withParallel(1)
            .withPartSize(200_000)
            .withRetry(RetryPolicy.defaults().withAttempts(1));

    static List<Placement> resumable() {
        return List.of(new Placement.Anywhere(), new Placement.Parts(1, 300_000, 100));
    }

    private static Outcome.Failed breakOff(Copies copies) {
        // With one connection for each part the third is refused; with one for all, it ends after two parts' bytes.
        copies.from.script(
                copies.to.settings().placement() instanceof Placement.Parts
                        ? FaultScript.only(3, new Fault.Refuse())
                        : FaultScript.only(1, new Fault.FinAfter(400_000))
                                .and(FaultScript.only(2, new Fault.Refuse())));
        Outcome outcome = copies.copy(ONE_TRY);
        copies.from.script(FaultScript.none());
        return (Outcome.Failed) outcome;
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void whatIsThereIsNotFetchedAgain(Placement placement) {
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            Outcome.Failed failed = breakOff(copies);
            assertThat(failed.summary().resumable()).isTrue();
            assertThat(failed.summary().bytes()).isEqualTo(400_000);
            assertThat(copies.to.get(Copies.FILE)).isEmpty();
            int before = copies.from.reads().size();
            Outcome.Copied copied = copies.copies(CONTENT, ONE_TRY);
            assertThat(copied.summary().resumedBytes()).isEqualTo(400_000);
            List<ByteRange> reads =
                    copies.from.reads().subList(before, copies.from.reads().size());
            assertThat(reads.getFirst().start()).isEqualTo(400_000);
            assertThat(reads.stream().mapToLong(ByteRange::length).sum()).isEqualTo(600_000);
        }
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void aChangedSourceStartsOver(Placement placement) {
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            breakOff(copies);
            Content changed = Content.random(2, 1_000_000);
            copies.from.put(Copies.FILE, changed);
            Outcome.Copied copied = copies.copies(changed, ONE_TRY);
            assertThat(copied.summary().resumedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void withoutResumingNothingIsKeptAndNothingUsed(Placement placement) {
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            breakOff(copies);
            Outcome.Copied copied = copies.copies(CONTENT, ONE_TRY.withResume(false));
            assertThat(copied.summary().resumedBytes()).isZero();
            copies.from.failing(MemoryStore.Operation.READ, 1, () -> new StoreException.Unavailable("here", "no"));
            copies.fails(StoreException.Unavailable.class, ONE_TRY.withResume(false));
            assertThat(copies.to.leftovers(Copies.FILE)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void aFailureThatStaysLeavesNothing(Placement placement) {
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            breakOff(copies);
            assertThat(copies.to.leftovers(Copies.FILE)).isEqualTo(400_000);
            copies.from.failing(MemoryStore.Operation.READ, 1, () -> new StoreException.Rejected("here", "no"));
            Outcome.Failed failed = (Outcome.Failed) copies.copy(ONE_TRY);
            assertThat(failed.summary().resumable()).isFalse();
            assertThat(copies.to.leftovers(Copies.FILE)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void digestsCoverWhatAnEarlierRunLeft(Placement placement) {
        MemorySettings source = MemorySettings.of(new Placement.Anywhere()).withDigests(Algorithm.SHA256);
        try (Copies copies = Copies.between(source, MemorySettings.of(placement))) {
            copies.from.put(Copies.FILE, CONTENT);
            breakOff(copies);
            Outcome.Copied copied = copies.copies(CONTENT, ONE_TRY);
            assertThat(copied.summary().resumedBytes()).isEqualTo(400_000);
            assertThat(copied.summary().verified().digest().orElseThrow().hex()).isEqualTo(CONTENT.sha256());
        }
    }
}
