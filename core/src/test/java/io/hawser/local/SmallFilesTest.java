package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Files of one block, which have neither journal nor lock of their own. */
class SmallFilesTest extends LocalCopies {
    private final SmallFiles small = new SmallFiles();

    private List<String> names() throws IOException {
        try (var names = Files.list(folder)) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> hidden() throws IOException {
        return names().stream().filter(PartialNames::isOurs).toList();
    }

    /** What a run that was killed left. */
    private void abandon(int number, String mark, String... files) throws IOException {
        Files.writeString(folder.resolve("." + number + ".hawser-run"), mark);
        for (var file : files) {
            Files.writeString(folder.resolve("." + file + "~" + mark + ".hawser-small"), "half");
        }
    }

    /** A copy that stands still when its target is open, until it is told to go on. */
    private static final class Standing {
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final Transfer transfer;

        private Standing(Hawser hawser, Path from, Path to) throws Exception {
            transfer = hawser.copy(
                    Entry.file(at(from)),
                    at(to),
                    options(),
                    (_, event) -> {
                        if (event instanceof TransferEvent.Started) {
                            started.countDown();
                            try {
                                goOn.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    },
                    null);
            started.await();
        }

        private Outcome end() throws Exception {
            goOn.countDown();
            return transfer.result();
        }
    }

    @Test
    void itIsWrittenUnderANameOfItsOwnAndNothingIsLeft() throws Exception {
        var source = source(MIB);
        var standing = new Standing(hawser, source, target());
        assertThat(hidden())
                .satisfiesExactly(
                        run -> assertThat(run).isEqualTo(".0.hawser-run"),
                        file -> assertThat(file).matches("\\.target~0-[0-9a-f]{8}\\.hawser-small"));
        assertThat(target()).doesNotExist();

        standing.end();

        assertThat(target()).hasSameBinaryContentAs(source);
        assertThat(names()).containsExactly("source", "target");
    }

    @Test
    void aNewFileHasTheModeOfANewFileAndAReplacedOneKeepsItsOwn() throws Exception {
        var source = source(100);
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwx------"));
        var usual = Files.getPosixFilePermissions(Files.createFile(folder.resolve("usual")));
        copy(source, target(), options());
        assertThat(Files.getPosixFilePermissions(target())).isEqualTo(usual);

        var own = PosixFilePermissions.fromString("rw-r-x--x");
        Files.setPosixFilePermissions(target(), own);
        var standing = new Standing(hawser, source, target());
        var partial = folder.resolve(hidden().getLast());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(partial)))
                .as("the bytes of a file that is not everybody's")
                .isEqualTo("rw-------");
        standing.end();
        assertThat(Files.getPosixFilePermissions(target())).isEqualTo(own);
    }

    @Test
    void whatAnotherUserHoldsOrLeftIsPassedOver() throws Exception {
        // Nobody can open these as a file, as nobody but its owner, and root, can open another user's.
        for (var number : List.of(0, 2)) {
            Files.createDirectory(folder.resolve("." + number + ".hawser-run"));
        }
        var source = source(100);
        copy(source, target(), options());
        assertThat(target()).hasSameBinaryContentAs(source);
        assertThat(hidden()).containsExactly(".0.hawser-run", ".2.hawser-run");

        var abandoned = folder.resolve(".x.hawser-part");
        Files.writeString(abandoned, "half");
        assertThat(hawser.leftovers(at(folder)))
                .satisfiesExactly(left -> assertThat(left.location()).isEqualTo(at(abandoned)));
    }

    @Test
    void aFileThatCameMeanwhileKeepsItsModeToo() throws Exception {
        var standing = new Standing(hawser, source(100), target());
        var own = PosixFilePermissions.fromString("rw-------");
        Files.createFile(target(), PosixFilePermissions.asFileAttribute(own));
        standing.end();
        assertThat(Files.getPosixFilePermissions(target())).isEqualTo(own);
    }

    @Test
    void aFileThatCameMeanwhileIsNotReplacedWhereThatIsAConflict() throws Exception {
        var standing = hawser.copy(
                Entry.file(at(source(100))),
                at(target()),
                options().withIfExists(IfExists.FAIL),
                (_, event) -> {
                    if (event instanceof TransferEvent.Finishing) {
                        try {
                            Files.writeString(target(), "mine");
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                null);
        assertThatThrownBy(standing::result).isInstanceOf(StoreException.Conflict.class);
        assertThat(target()).hasContent("mine");
        assertNothingLeft();
    }

    @Test
    void timesAreKeptToTheNanosecond() throws Exception {
        var source = source(100);
        for (var time : List.of(
                "2024-02-29T12:34:56Z",
                "2024-02-29T12:34:56.789Z",
                "2024-02-29T12:34:56.123456789Z",
                "1969-07-20T20:17:40Z")) {
            Files.setLastModifiedTime(source, FileTime.from(Instant.parse(time)));
            copy(source, target(), options());
            assertThat(Files.getLastModifiedTime(target())).isEqualTo(Files.getLastModifiedTime(source));
        }
    }

    @Test
    void aLinkThatLeadsNowhereIsWrittenThrough() throws Exception {
        var other = Files.createDirectory(folder.resolve("other"));
        Files.createSymbolicLink(target(), Path.of("other", "real"));
        var source = source(100);

        copy(source, target(), options());

        assertThat(target()).isSymbolicLink();
        assertThat(other.resolve("real")).hasSameBinaryContentAs(source);
    }

    @Test
    void ofTwoCopiesToOneTargetOneWorksAndTheOtherSaysSo() throws Exception {
        var source = source(100);
        var first = new Standing(hawser, source, target());

        assertThatThrownBy(() -> copy(source, target(), options()))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("another run is writing this file");

        first.end();
        assertThat(target()).hasSameBinaryContentAs(source);
        assertNothingLeft();
    }

    @Test
    void twoRunsThatWriteOneTargetDoNotMeetAndTheLastOneStays() throws Exception {
        var source = source(100);
        var other = Files.writeString(folder.resolve("other"), "other");
        try (var another =
                Hawser.open(HawserOptions.defaults().withProviders(List.of()).withEnvironment(Map.of()))) {
            var first = new Standing(hawser, source, target());
            var second = new Standing(another, other, target());
            assertThat(hidden()).hasSize(4).contains(".0.hawser-run", ".1.hawser-run");

            second.end();
            assertThat(target()).hasContent("other");
            first.end();
            assertThat(target()).hasSameBinaryContentAs(source);
        }
        assertNothingLeft();
    }

    @Test
    void theNextRunRemovesWhatKilledOnesLeft() throws Exception {
        abandon(0, "0-aaaaaaaa", "a", "target");
        abandon(1, "1-bbbbbbbb", "b");
        var source = source(100);

        copy(source, target(), options());

        assertThat(names()).containsExactly("source", "target");
        assertThat(target()).hasSameBinaryContentAs(source);
    }

    @Test
    void aRunThatWasKilledWhileItTookHoldOfItsFileIsNoHindrance() throws Exception {
        abandon(0, "0-aaaaaaaa" + "\0".repeat(3000));
        Files.writeString(folder.resolve(".a~0-aaaaaaaa.hawser-small"), "half");
        abandon(1, "\0".repeat(3000));

        copy(source(100), target(), options());

        assertThat(names()).containsExactly("source", "target");
    }

    @Test
    void whatALiveRunWritesIsLeftAlone() throws Exception {
        abandon(0, "0-aaaaaaaa", "a");
        abandon(1, "1-bbbbbbbb", "b");
        try (var live = ((Held.Attempt.Success) Held.hold(folder.resolve(".0.hawser-run"))).held()) {
            copy(source(100), target(), options());
            assertThat(hidden()).containsExactly(".0.hawser-run", ".a~0-aaaaaaaa.hawser-small");
            assertThat(Leftovers.find(Location.local(folder.toString()))).isEmpty();
            live.delete();
        }
    }

    @Test
    void cleaningFindsWhatWasAbandonedAndLeavesNothing() throws Exception {
        abandon(0, "0-aaaaaaaa", "a", "b");
        Files.writeString(folder.resolve(".c~7-cccccccc.hawser-small"), "half");
        Files.writeString(folder.resolve(".no mark.hawser-small"), "half");
        var standing = new Standing(hawser, source(100), target());
        abandon(3, "3-dddddddd", "d");

        var found = Leftovers.find(Location.local(folder.toString()));

        assertThat(found)
                .extracting(leftover ->
                        Path.of(leftover.location().path()).getFileName().toString())
                .containsExactly(
                        ".c~7-cccccccc.hawser-small",
                        ".d~3-dddddddd.hawser-small",
                        ".no mark.hawser-small",
                        ".3.hawser-run");
        for (var leftover : found) {
            assertThat(Leftovers.remove(leftover)).isTrue();
        }
        assertThat(hidden()).as("what the live run has").hasSize(2);
        standing.end();
        assertThat(names()).containsExactly("source", "target");
    }

    @Test
    void whatIsOfferedForCleaningAndTakenHoldOfSinceStays() throws Exception {
        abandon(0, "0-aaaaaaaa", "a");
        var found = Leftovers.find(Location.local(folder.toString()));
        assertThat(found).hasSize(2);
        try (var _ = ((Held.Attempt.Success) Held.hold(folder.resolve(".0.hawser-run"))).held()) {
            for (var leftover : found) {
                assertThat(Leftovers.remove(leftover)).isFalse();
            }
        }
        assertThat(hidden()).hasSize(2);
    }

    @Test
    void aFolderThatCannotBeForcedIsToldAndAnInterruptHitsOnlyItsOwnThread() throws Exception {
        try (var place = small.enter(folder)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(place::force).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            place.force();
        }
        try (var place = small.enter(folder.resolve("missing"))) {
            assertThatThrownBy(place::force).isInstanceOf(IOException.class);
        }
    }

    @Test
    void manyAtOnceShareOneMarkAndNothingIsLeft() throws Exception {
        int threads = 8;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                var name = "file" + i;
                all.add(pool.submit(() -> {
                    for (int round = 0; round < 100; round++) {
                        try (var place = small.enter(folder)) {
                            var partial = place.partial(name).orElseThrow();
                            Files.createFile(partial);
                            Files.move(partial, folder.resolve(name + "-" + round));
                            place.force();
                        }
                    }
                    return null;
                }));
            }
            for (var one : all) {
                one.get();
            }
        }
        assertThat(names()).hasSize(threads * 100).noneMatch(PartialNames::isOurs);
    }
}
