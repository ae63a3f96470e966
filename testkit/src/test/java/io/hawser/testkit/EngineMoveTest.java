package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.store.Placement;
import io.hawser.testkit.MemoryStore.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source is deleted only when what it held is proved to be in the target. */
class EngineMoveTest {
    private static final Content CONTENT = Content.random(1, 200_000);
    private static final Content OTHER = Content.random(2, 200_000);
    private static final MemorySettings USUAL = MemorySettings.of(new Placement.Anywhere());
    private static final CopyOptions MOVE = Copies.OPTIONS.withDeleteSource(true);

    @TempDir
    Path folder;

    private static Copies copies(MemorySettings from, MemorySettings to) {
        Copies copies = Copies.between(from, to);
        copies.from.put(Copies.FILE, CONTENT);
        return copies;
    }

    private static Verified.By by(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        return outcome.summary().verified().by();
    }

    @Test
    void aDigestOfTheSourceIsEnough() {
        try (Copies copies = copies(USUAL.withDigests(Algorithm.MD5), USUAL)) {
            assertThat(by(copies.copies(CONTENT, MOVE))).isEqualTo(Verified.By.SOURCE);
            assertThat(copies.from.get(Copies.FILE)).isEmpty();
            assertThat(copies.to.count(Operation.OPEN)).isZero();
        }
    }

    @Test
    void withoutOneTheTargetIsReadBack() {
        try (Copies copies = copies(USUAL, USUAL)) {
            assertThat(by(copies.copies(CONTENT, MOVE))).isEqualTo(Verified.By.TARGET);
            assertThat(copies.from.get(Copies.FILE)).isEmpty();
            assertThat(copies.to.count(Operation.OPEN)).isEqualTo(1);
        }
    }

    @Test
    void aTargetThatHoldsSomethingElseKeepsTheSource() {
        try (Copies copies = copies(USUAL, USUAL)) {
            var transfer = copies.start(MOVE, (_, _) -> {});
            Copies.end(transfer);
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.script(FaultScript.first(3, new Fault.FlipBit(10)));
            StoreException told = copies.fails(StoreException.Corrupt.class, MOVE);
            assertThat(told).hasMessageContaining("its source is kept");
            assertThat(copies.from.get(Copies.FILE)).isPresent();
        }
    }

    @Test
    void aTargetThatCannotBeReadBackKeepsTheSource() {
        try (Copies copies = copies(USUAL, USUAL)) {
            copies.to.failing(Operation.OPEN, 1, () -> new StoreException.Denied("memory://to/file", "write only"));
            StoreException told = copies.fails(StoreException.Denied.class, MOVE);
            assertThat(told).hasMessageContaining("could not be verified; its source is kept");
            assertThat(copies.from.get(Copies.FILE)).isPresent();
            copies.assertThere(CONTENT);
        }
    }

    @Test
    void whoWantsNothingVerifiedIsRefusedBeforeAByteMoves() {
        try (Copies copies = copies(USUAL.withDigests(Algorithm.MD5), USUAL)) {
            copies.to.put(Copies.FILE, OTHER);
            copies.fails(StoreException.Rejected.class, MOVE.withVerify(new Verify.None()));
            assertThat(copies.from.count(Operation.OPEN)).isZero();
            assertThat(copies.from.get(Copies.FILE)).isPresent();
            copies.assertThere(OTHER);
        }
    }

    @Test
    void aSourceWithoutAVersionIsKept() {
        try (Copies copies = copies(USUAL.withoutVersions(), USUAL)) {
            StoreException told = copies.fails(StoreException.Rejected.class, MOVE);
            assertThat(told).hasMessageContaining("tells no version");
            assertThat(copies.from.get(Copies.FILE)).isPresent();
            copies.assertThere(CONTENT);
        }
    }

    @Test
    void ofALocalSourceTheDigestThatTheTargetsStoreKeepsIsComputedAgain() throws Exception {
        MemoryStore to = new MemoryStore("to", USUAL.withDigests(Algorithm.SHA256));
        Path source = CONTENT.writeTo(folder.resolve("source"));
        try (Hawser hawser = Hawser.open(
                HawserOptions.defaults().withEnvironment(Map.of()).withProviders(List.of(MemoryStore.provider(to))))) {
            Outcome outcome = Copies.end(hawser.copy(Location.local(source.toString()), to.at("/x"), MOVE));
            assertThat(by(outcome)).isEqualTo(Verified.By.TARGET);
            assertThat(outcome.summary().verified().digest().orElseThrow().hex())
                    .isEqualTo(CONTENT.sha256());
        }
        assertThat(source).doesNotExist();
        assertThat(to.count(Operation.OPEN)).isZero();
    }

    @Test
    void aDeviceIsNoPlaceToMoveTo() throws Exception {
        Path source = CONTENT.writeTo(folder.resolve("source"));
        try (Hawser hawser =
                Hawser.open(HawserOptions.defaults().withEnvironment(Map.of()).withProviders(List.of()))) {
            StoreException told = Copies.failure(
                    StoreException.Rejected.class,
                    Copies.end(hawser.copy(Location.local(source.toString()), Location.local("/dev/null"), MOVE)));
            assertThat(told).hasMessageContaining("cannot be read back");
        }
        assertThat(Files.size(source)).isEqualTo(CONTENT.size());
    }
}
