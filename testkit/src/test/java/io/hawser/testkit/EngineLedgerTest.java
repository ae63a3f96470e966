package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.Verify;
import io.hawser.store.Placement;
import io.hawser.testkit.MemoryStore.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a ledger, a copy is made once, until something changes. */
class EngineLedgerTest {
    private static final Content CONTENT = Content.random(1, 200_000);
    private static final Content OTHER = Content.random(2, 200_000);
    private static final MemorySettings USUAL = MemorySettings.of(new Placement.Anywhere());

    @TempDir
    Path folder;

    private Path ledger() {
        return folder.resolve("ledger");
    }

    private Copies copies(MemorySettings from, MemorySettings to) {
        return new Copies(from, to, TestClock.skipping(), options -> options.withLedger(ledger()));
    }

    private Copies copies() {
        Copies copies = copies(USUAL, USUAL);
        copies.from.put(Copies.FILE, CONTENT);
        return copies;
    }

    private static void skips(Copies copies, CopyOptions options, String reason) {
        assertThat(copies.copy(options))
                .isInstanceOfSatisfying(
                        Outcome.Skipped.class,
                        skipped -> assertThat(skipped.reason()).contains(reason));
    }

    private static void skips(Copies copies) {
        skips(copies, Copies.OPTIONS, "an earlier run copied it");
    }

    @Test
    void whatIsDoneIsNotDoneAgainAndCostsALookAtEachEnd() {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            int opened = copies.from.count(Operation.OPEN);
            int looks = copies.from.count(Operation.STAT);
            skips(copies);
            skips(copies);
            assertThat(copies.from.count(Operation.OPEN)).isEqualTo(opened);
            assertThat(copies.from.count(Operation.STAT)).isEqualTo(looks + 2);
            assertThat(copies.to.count(Operation.UPLOAD)).isEqualTo(1);
        }
    }

    @Test
    void aListedSourceIsNotLookedAt() throws Exception {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            Entry listed = copies.hawser.stat(copies.from.at(Copies.FILE));
            int looks = copies.from.count(Operation.STAT);
            Outcome outcome = Copies.end(copies.hawser.copy(
                    listed, copies.to.at(Copies.FILE), Copies.OPTIONS, TransferListener.none(), null));
            assertThat(outcome).isInstanceOf(Outcome.Skipped.class);
            assertThat(copies.from.count(Operation.STAT)).isEqualTo(looks);
        }
    }

    @Test
    void aChangeOfEitherEndIsCopiedAgain() {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            copies.from.put(Copies.FILE, OTHER);
            copies.copies(OTHER, Copies.OPTIONS);
            skips(copies);
            copies.to.put(Copies.FILE, CONTENT);
            copies.copies(OTHER, Copies.OPTIONS);
            skips(copies);
        }
    }

    @Test
    void aTargetThatIsGoneIsCopiedAgain() throws Exception {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            copies.hawser.delete(copies.hawser.stat(copies.to.at(Copies.FILE)));
            copies.copies(CONTENT, Copies.OPTIONS);
        }
    }

    @Test
    void anotherTargetIsAnotherCopy() {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            Outcome outcome = Copies.end(
                    copies.hawser.copy(copies.from.at(Copies.FILE), copies.to.at("/elsewhere"), Copies.OPTIONS));
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        }
    }

    @Test
    void whereNothingTellsOfAChangeItIsCopiedEachTime() {
        try (Copies copies = copies(USUAL.withoutVersions().withoutSizes(), USUAL)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.copies(CONTENT, Copies.OPTIONS);
            copies.copies(CONTENT, Copies.OPTIONS);
        }
    }

    @Test
    void aSourceThatMustNotBeLookedAtIsCopiedEachTime() {
        Supplier<StoreException> denied = () -> new StoreException.Denied("memory://from/file", "no looking");
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            copies.from.failing(Operation.STAT, 1, denied);
            copies.copies(CONTENT, Copies.OPTIONS);
            copies.to.failing(Operation.STAT, 1, denied);
            copies.copies(CONTENT, Copies.OPTIONS);
            skips(copies);
        }
    }

    @Test
    void aSourceThatIsGoneIsToldAsEver() throws Exception {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            copies.hawser.delete(copies.hawser.stat(copies.from.at(Copies.FILE)));
            copies.fails(StoreException.NotFound.class, Copies.OPTIONS);
        }
    }

    @Test
    void whoWantsMoreVerifiedThanItWasGetsAnotherCopy() {
        CopyOptions none = Copies.OPTIONS.withVerify(new Verify.None());
        Digest sha256 = new Digest(Algorithm.SHA256, CONTENT.sha256());
        try (Copies copies = copies()) {
            copies.copies(CONTENT, none);
            skips(copies, none, "an earlier run");
            copies.copies(CONTENT, Copies.OPTIONS);
            skips(copies);
            CopyOptions given = Copies.OPTIONS.withVerify(new Verify.Given(sha256));
            copies.copies(CONTENT, given);
            skips(copies, given, "an earlier run");
            skips(copies, none, "an earlier run");
            copies.fails(
                    StoreException.Corrupt.class,
                    Copies.OPTIONS.withVerify(new Verify.Given(new Digest(Algorithm.SHA256, OTHER.sha256()))));
            CopyOptions sidecar = Copies.OPTIONS.withVerify(new Verify.Sidecar(Algorithm.MD5));
            copies.from.put(Copies.FILE + ".md5", Content.text(CONTENT.digest("MD5")));
            copies.copies(CONTENT, sidecar);
            skips(copies, sidecar, "an earlier run");
        }
    }

    @Test
    void anotherExpectedSizeIsToldAndAnExistingTargetIsNoConflict() {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS.withIfExists(IfExists.FAIL));
            skips(copies, Copies.OPTIONS.withIfExists(IfExists.FAIL), "an earlier run");
            copies.fails(StoreException.Rejected.class, Copies.OPTIONS.withExpectedSize(OptionalLong.of(5)));
        }
    }

    @Test
    void aFailedCopyAndASkippedOneAreNotNoted() throws Exception {
        try (Copies copies = copies()) {
            copies.to.put(Copies.FILE, OTHER);
            skips(copies, Copies.OPTIONS.withIfExists(IfExists.SKIP), "the target exists");
            copies.fails(StoreException.Conflict.class, Copies.OPTIONS.withIfExists(IfExists.FAIL));
            assertThat(Files.readAllLines(ledger())).hasSize(1);
        }
    }

    @Test
    void aMoveThatWasKilledBeforeItsEndIsEnded() throws Exception {
        CopyOptions move = Copies.OPTIONS.withDeleteSource(true);
        MemorySettings promising = USUAL.withDigests(Algorithm.SHA256);
        try (Copies copies = copies(promising, USUAL)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.failing(Operation.DELETE, 1, () -> new StoreException.Denied("x", "not now"));
            copies.fails(StoreException.Denied.class, move);
            skips(copies, move, "its source is deleted now");
            assertThat(copies.from.get(Copies.FILE)).isEmpty();
            skips(copies, move, "deleted the source");
            copies.to.put(Copies.FILE, OTHER);
            copies.fails(StoreException.NotFound.class, move);
        }
    }

    @Test
    void aMoveDoesNotTrustACopyThatNothingVerified() {
        try (Copies copies = copies()) {
            copies.copies(CONTENT, Copies.OPTIONS);
            copies.copies(CONTENT, Copies.OPTIONS.withDeleteSource(true));
            assertThat(copies.from.get(Copies.FILE)).isEmpty();
        }
    }

    @Test
    void theLedgerItselfIsNeitherCopiedNorOverwritten() {
        try (Copies copies = copies()) {
            Location self = Location.local(ledger().toString());
            Copies.failure(
                    StoreException.Rejected.class,
                    Copies.end(copies.hawser.copy(self, copies.to.at("/x"), Copies.OPTIONS)));
            Copies.failure(
                    StoreException.Rejected.class,
                    Copies.end(copies.hawser.copy(copies.from.at(Copies.FILE), self, Copies.OPTIONS)));
            copies.copies(CONTENT, Copies.OPTIONS);
            skips(copies);
        }
    }

    @Test
    void localFilesAreKnownAgainSmallAndLarge() throws Exception {
        for (int size : new int[] {0, 10, 3 << 20}) {
            Path source = Content.random(4, size).writeTo(folder.resolve("source"));
            Path target = folder.resolve("target" + size);
            for (int run = 0; run < 3; run++) {
                try (Hawser hawser = Hawser.open(HawserOptions.defaults()
                        .withProviders(List.of())
                        .withEnvironment(Map.of())
                        .withLedger(ledger()))) {
                    Outcome outcome = Copies.end(hawser.copy(
                            Location.local(source.toString()),
                            Location.local(target.toString()),
                            CopyOptions.defaults()));
                    assertThat(outcome)
                            .as("%d bytes, run %d", size, run)
                            .isInstanceOf(run == 0 ? Outcome.Copied.class : Outcome.Skipped.class);
                }
            }
        }
    }

    @Test
    void theSameCopyTwiceAtOnceIsMadeOnceAndItsPlaceIsFreeMeanwhile() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Content held = CONTENT.reaching(100_000, () -> {
            reached.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Copies one = copies();
                Copies other = new Copies(
                        USUAL,
                        USUAL,
                        TestClock.skipping(),
                        options -> options.withLedger(ledger()).withTransfers(1))) {
            one.from.put(Copies.FILE, held);
            other.from.put(Copies.FILE, CONTENT);
            other.from.put("/more", CONTENT);
            var first = one.start(Copies.OPTIONS);
            reached.await();

            var second = other.start(Copies.OPTIONS);
            var third = other.hawser.copy(other.from.at("/more"), other.to.at("/more"), Copies.OPTIONS);

            assertThat(Copies.end(third)).as("it has the only place").isInstanceOf(Outcome.Copied.class);
            assertThat(second.done()).isFalse();
            assertThat(other.from.count(Operation.OPEN)).isEqualTo(1);
            goOn.countDown();
            assertThat(Copies.end(first)).isInstanceOf(Outcome.Copied.class);
            // The other engine's stores are others by the same names, with nothing in them: so it is no repetition.
            assertThat(Copies.end(second)).isInstanceOf(Outcome.Copied.class);
        }
    }

    @Test
    void whoWaitsForAnotherCanBeCalledOff() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Copies copies = copies()) {
            var first = copies.start(Copies.OPTIONS, (_, event) -> {
                if (event instanceof TransferEvent.Finishing) {
                    reached.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            reached.await();
            var second = copies.start(Copies.OPTIONS);
            second.cancel();
            assertThat(Copies.end(second)).isInstanceOf(Outcome.Cancelled.class);
            var third = copies.start(Copies.OPTIONS);
            goOn.countDown();
            assertThat(Copies.end(first)).isInstanceOf(Outcome.Copied.class);
            assertThat(Copies.end(third)).isInstanceOf(Outcome.Skipped.class);
        }
    }

    @Test
    void aThousandTransfersOverTwoEnginesAreEachMadeOnce() {
        try (Copies copies = copies();
                Hawser other = Hawser.open(HawserOptions.defaults()
                        .withEnvironment(Map.of())
                        .withProviders(List.of(MemoryStore.provider(copies.from, copies.to)))
                        .withLedger(ledger()))) {
            var all = new ArrayList<Transfer>();
            for (int i = 0; i < 500; i++) {
                copies.from.put("/f" + i, Content.random(i, 100));
                for (Hawser hawser : List.of(copies.hawser, other)) {
                    all.add(hawser.copy(copies.from.at("/f" + i), copies.to.at("/f" + i), Copies.OPTIONS));
                }
            }
            long copied = all.stream()
                    .map(Copies::end)
                    .filter(Outcome.Copied.class::isInstance)
                    .count();
            assertThat(copied).isEqualTo(500);
            assertThat(copies.to.count(Operation.UPLOAD)).isEqualTo(500);
        }
    }
}
