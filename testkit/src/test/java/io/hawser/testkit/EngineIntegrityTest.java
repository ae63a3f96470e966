package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.store.Access;
import io.hawser.store.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy that says it is one has the source's bytes; any other leaves the old target as it was. */
class EngineIntegrityTest {
    private static final Content CONTENT = Content.random(1, 700_000);
    private static final Content OLD = Content.text("old");
    private static final MemorySettings SOURCE = MemorySettings.of(new Placement.Anywhere());

    static Stream<Placement> placements() {
        return Stream.of(
                new Placement.Anywhere(),
                new Placement.Whole(),
                new Placement.Parts(1000, 10_000_000, 100),
                new Placement.InOrder());
    }

    static Stream<Placement> publishing() {
        return placements().filter(placement -> !(placement instanceof Placement.InOrder));
    }

    @ParameterizedTest
    @MethodSource("placements")
    void everyKindOfSourceArrives(Placement placement) {
        List<MemorySettings> kinds = List.of(
                SOURCE,
                SOURCE.withDigests(Algorithm.MD5),
                SOURCE.inScrambledOrder(),
                SOURCE.inScrambledOrder().withDigests(Algorithm.SHA256),
                SOURCE.withAccess(Access.FROM_START),
                SOURCE.withAccess(Access.FROM_START).withoutSizes().withDigests(Algorithm.SHA1),
                SOURCE.withoutVersions(),
                SOURCE.withoutVersions().withoutSizes(),
                SOURCE.withAccess(Access.ONCE).withoutSizes().withoutVersions());
        List<Content> contents = List.of(
                Content.empty(),
                Content.random(2, 1),
                Content.random(3, 65_535),
                Content.random(4, 65_536),
                Content.random(5, 65_537),
                CONTENT);
        for (MemorySettings kind : kinds) {
            for (Content content : contents) {
                try (Copies copies = Copies.between(kind, MemorySettings.of(placement))) {
                    copies.from.put(Copies.FILE, content);
                    Outcome.Copied copied = copies.copies(content, Copies.OPTIONS);
                    assertThat(copied.summary().verified().by())
                            .isEqualTo(kind.digests().isEmpty() ? Verified.By.NONE : Verified.By.SOURCE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("placements")
    void cutsOfEveryKindAreOvercome(Placement placement) {
        for (long seed = 1; seed <= 10; seed++) {
            for (MemorySettings kind : List.of(
                    SOURCE.withDigests(Algorithm.SHA256), SOURCE.withoutVersions(), SOURCE.inScrambledOrder())) {
                try (Copies copies = Copies.between(kind, MemorySettings.of(placement))) {
                    copies.from.put(Copies.FILE, CONTENT);
                    // A source without versions is read from its beginning each time, and must get further.
                    FaultScript cuts = FaultScript.cuts(seed, 1, 60_000);
                    copies.from.script(
                            connection -> kind.versions() || connection < 4 ? cuts.on(connection) : List.of());
                    copies.copies(CONTENT, Copies.OPTIONS);
                } catch (AssertionError e) {
                    throw new AssertionError("seed " + seed + ", " + kind, e);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("publishing")
    void cutUploadsAreOvercome(Placement placement) {
        FaultScript script = FaultScript.first(3, new Fault.ResetAfter(20_000, Fault.Direction.TO_SERVER));
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.put(Copies.FILE, OLD);
            copies.to.script(script);
            copies.copies(CONTENT, Copies.OPTIONS);
        }
    }

    @ParameterizedTest
    @MethodSource("publishing")
    void aFlippedBitIsFetchedAgain(Placement placement) {
        for (Algorithm algorithm : List.of(Algorithm.MD5, Algorithm.SHA256)) {
            try (Copies copies = Copies.between(SOURCE.withDigests(algorithm), MemorySettings.of(placement))) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.to.put(Copies.FILE, OLD);
                copies.from.script(
                        FaultScript.only(2, new Fault.FlipBit(10)).and(FaultScript.only(1, new Fault.FlipBit(0))));
                Outcome.Copied copied = copies.copies(CONTENT, Copies.OPTIONS);
                assertThat(copied.summary().verified().by()).isEqualTo(Verified.By.SOURCE);
                assertThat(copied.summary().verified().digest().orElseThrow().hex())
                        .isEqualTo(CONTENT.digest(algorithm.jcaName()));
                assertThat(copied.summary().attempts()).isGreaterThan(1);
                assertThat(moved(copies)).isEqualTo(CONTENT.size());
            }
        }
    }

    private static long moved(Copies copies) {
        return copies.events.stream()
                .mapToLong(event -> event instanceof TransferEvent.Moved moved ? moved.bytes() : 0)
                .sum();
    }

    @ParameterizedTest
    @MethodSource("publishing")
    void aWrongDigestIsNeverPublished(Placement placement) {
        Verify wrong = new Verify.Given(new Digest(Algorithm.SHA256, OLD.sha256()));
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.put(Copies.FILE, OLD);
            StoreException.Corrupt failure =
                    copies.fails(StoreException.Corrupt.class, Copies.OPTIONS.withVerify(wrong));
            assertThat(failure).hasMessageContaining(OLD.sha256()).hasMessageContaining(CONTENT.sha256());
            copies.assertThere(OLD);
            assertThat(copies.to.leftovers(Copies.FILE)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("publishing")
    void aRightDigestIsSaidToBeTheCallers(Placement placement) {
        Verify right = new Verify.Given(new Digest(Algorithm.SHA256, CONTENT.sha256()));
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            Verified verified = copies.copies(CONTENT, Copies.OPTIONS.withVerify(right))
                    .summary()
                    .verified();
            assertThat(verified.by()).isEqualTo(Verified.By.GIVEN);
        }
    }

    @Test
    void aSidecarIsFetchedAndCompared() {
        CopyOptions sidecar = Copies.OPTIONS.withVerify(new Verify.Sidecar(Algorithm.MD5));
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.put(Copies.FILE, OLD);
            copies.fails(StoreException.NotFound.class, sidecar);
            copies.from.put(Copies.FILE + ".md5", Content.text("no digest\n"));
            copies.fails(StoreException.class, sidecar);
            copies.from.put(Copies.FILE + ".md5", Content.text(OLD.digest("MD5") + "  file\n"));
            copies.fails(StoreException.Corrupt.class, sidecar);
            copies.assertThere(OLD);
            copies.from.put(
                    Copies.FILE + ".md5", Content.text(CONTENT.digest("MD5").toUpperCase(Locale.ROOT) + " *file\r\n"));
            Outcome.Copied copied = copies.copies(CONTENT, sidecar);
            assertThat(copied.summary().verified().by()).isEqualTo(Verified.By.SIDECAR);
        }
    }

    @ParameterizedTest
    @MethodSource("publishing")
    void aSourceReplacedInMidCopyIsAConflict(Placement placement) {
        for (Content replacement :
                List.of(Content.random(9, 700_000), Content.random(9, 10), Content.random(9, 2_000_000))) {
            try (Copies copies = Copies.to(placement)) {
                copies.from.put(
                        Copies.FILE, CONTENT.reaching(400_000, () -> copies.from.put(Copies.FILE, replacement)));
                copies.to.put(Copies.FILE, OLD);
                copies.fails(StoreException.Conflict.class, Copies.OPTIONS);
                copies.assertThere(OLD);
                assertThat(copies.to.leftovers(Copies.FILE)).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("publishing")
    void aSourceReplacedAtTheLastByteIsAConflict(Placement placement) {
        if (placement instanceof Placement.Whole) {
            // There the file is visible with its last byte, before anything can be confirmed.
            return;
        }
        try (Copies copies = Copies.to(placement)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.put(Copies.FILE, OLD);
            var transfer = copies.start(Copies.OPTIONS, (_, event) -> {
                if (event instanceof TransferEvent.Finishing) {
                    copies.from.put(Copies.FILE, Content.random(9, 700_000));
                }
            });
            Copies.failure(StoreException.Conflict.class, Copies.end(transfer));
            copies.assertThere(OLD);
        }
    }

    /** Reads of a local file are pinned by no protocol: only a last look at it tells that it changed. */
    @ParameterizedTest
    @MethodSource("publishing")
    void aLocalFileWrittenOverInMidCopyIsAConflict(Placement placement, @TempDir Path folder) throws IOException {
        Path file = CONTENT.writeTo(folder.resolve("file"));
        try (Copies copies = Copies.to(placement)) {
            copies.to.put(Copies.FILE, OLD);
            AtomicBoolean changed = new AtomicBoolean();
            Transfer transfer = copies.hawser.copy(
                    Entry.file(Location.local(file.toString())),
                    copies.to.at(Copies.FILE),
                    Copies.OPTIONS.withParallel(1),
                    (_, event) -> {
                        if (event instanceof TransferEvent.Moved && !changed.getAndSet(true)) {
                            overwrite(file, Content.random(9, 800_000));
                        }
                    },
                    null);
            Copies.failure(StoreException.Conflict.class, Copies.end(transfer));
            copies.assertThere(OLD);
        }
    }

    private static void overwrite(Path file, Content content) {
        try {
            content.writeTo(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStreamIsCutIntoPartsThatTheTargetTakes() {
        Placement parts = new Placement.Parts(100_000, 200_000, 100);
        for (MemorySettings kind : List.of(
                SOURCE.withoutSizes(),
                SOURCE.withAccess(Access.FROM_START),
                SOURCE.withAccess(Access.FROM_START).withoutSizes(),
                SOURCE.withAccess(Access.ONCE).withoutSizes())) {
            try (Copies copies = Copies.between(kind, MemorySettings.of(parts))) {
                copies.from.put(Copies.FILE, CONTENT);
                copies.copies(CONTENT, Copies.OPTIONS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("placements")
    void aSourceWithoutVersionsThatChangesBetweenTriesIsNoticed(Placement placement) {
        try (Copies copies = Copies.between(SOURCE.withoutVersions(), MemorySettings.of(placement))) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(connection -> {
                // What the first read serves is settled by now.
                if (connection == 1) {
                    copies.from.put(Copies.FILE, Content.random(9, 700_000));
                }
                return connection == 1 ? List.of(new Fault.FinAfter(300_000)) : List.of();
            });
            copies.fails(StoreException.Conflict.class, Copies.OPTIONS);
            if (!(placement instanceof Placement.InOrder)) {
                assertThat(copies.to.get(Copies.FILE)).isEmpty();
            }
        }
    }

    @Test
    void anExpectedSizeIsInsistedOn() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.fails(StoreException.Rejected.class, Copies.OPTIONS.withExpectedSize(OptionalLong.of(5)));
            assertThat(copies.to.get(Copies.FILE)).isEmpty();
            copies.copies(CONTENT, Copies.OPTIONS.withExpectedSize(OptionalLong.of(CONTENT.size())));
        }
        try (Copies copies = Copies.between(SOURCE.withoutSizes(), SOURCE)) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.fails(StoreException.Rejected.class, Copies.OPTIONS.withExpectedSize(OptionalLong.of(5)));
            assertThat(copies.to.get(Copies.FILE)).isEmpty();
        }
    }

    @Test
    void anExistingTargetIsTreatedAsAsked() {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.put(Copies.FILE, OLD);
            assertThat(copies.copy(Copies.OPTIONS.withIfExists(IfExists.SKIP))).isInstanceOf(Outcome.Skipped.class);
            copies.fails(StoreException.Conflict.class, Copies.OPTIONS.withIfExists(IfExists.FAIL));
            copies.assertThere(OLD);
            copies.copies(CONTENT, Copies.OPTIONS.withIfExists(IfExists.CHANGED));
            copies.copies(CONTENT, Copies.OPTIONS.withIfExists(IfExists.OVERWRITE));
        }
    }

    @Test
    void theSourceIsDeletedOnlyAfterItsCopyIsThere() {
        CopyOptions move = Copies.OPTIONS.withDeleteSource(true);
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.to.failing(MemoryStore.Operation.COMMIT, 1, () -> new StoreException.Denied("here", "no"));
            copies.fails(StoreException.Denied.class, move);
            assertThat(copies.from.get(Copies.FILE)).isPresent();
            copies.copies(CONTENT, move);
            assertThat(copies.from.get(Copies.FILE)).isEmpty();
        }
    }
}
