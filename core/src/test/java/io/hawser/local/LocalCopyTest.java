package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.Verified;
import io.hawser.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies between local files through the whole engine. */
class LocalCopyTest extends LocalCopies {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 10 * MIB + 12345})
    void copiesEverySizeWithEveryWayToVerify(int size) throws Exception {
        var source = source(size);
        for (var verify : List.of(
                new Verify.Auto(),
                new Verify.None(),
                new Verify.Given(digest(Algorithm.SHA256, source)),
                new Verify.Given(digest(Algorithm.MD5, source)))) {
            var outcome = copy(source, target(), options().withVerify(verify));

            assertThat(target()).hasSameBinaryContentAs(source);
            assertThat(outcome.summary().bytes()).isEqualTo(size);
            assertThat(outcome.summary().verified().by())
                    .isEqualTo(verify instanceof Verify.Given ? Verified.By.GIVEN : Verified.By.NONE);
            assertNothingLeft();
        }
    }

    @Test
    void theNewFileHasTheOldOnesModeAndTheSourcesTime() throws Exception {
        var source = source(100);
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2020-02-03T04:05:06Z")));
        Files.writeString(target(), "old");
        Files.setPosixFilePermissions(target(), PosixFilePermissions.fromString("rw-r-x--x"));

        copy(source, target(), options());

        assertThat(Files.getLastModifiedTime(target()).toInstant()).isEqualTo(Instant.parse("2020-02-03T04:05:06Z"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target())))
                .isEqualTo("rw-r-x--x");

        copy(source, target(), options().withKeepTimes(false));
        assertThat(Files.getLastModifiedTime(target()).toInstant()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void aNewFileHasTheModeThatAnyOtherProgramWouldGiveIt() throws Exception {
        var plain = Files.createFile(folder.resolve("plain"));
        copy(source(1), target(), options());
        assertThat(Files.getPosixFilePermissions(target())).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void aLinkIsFollowedAlsoToAFileThatIsNotThereYet() throws Exception {
        var source = source(2 * MIB);
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(target(), Path.of("elsewhere/real"));

        copy(source, target(), options());

        assertThat(target()).isSymbolicLink();
        assertThat(elsewhere.resolve("real")).hasSameBinaryContentAs(source);
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws Exception {
        var source = source(3 * MIB);
        Files.writeString(target(), "old");
        var wrong = new Verify.Given(new Digest(Algorithm.SHA256, "00".repeat(32)));

        assertThatThrownBy(() -> copy(source, target(), options().withVerify(wrong)))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("expected was sha256:0000")
                .hasMessageContaining("fetched 2 times");

        assertThat(target()).hasContent("old");
        assertNothingLeft();
    }

    @Test
    void sidecarsAreFoundMissingMalformedOrWrong() throws Exception {
        var source = source(2 * MIB);
        var sidecar = folder.resolve("source.md5");
        var options = options().withVerify(new Verify.Sidecar(Algorithm.MD5));

        assertThatThrownBy(() -> copy(source, target(), options))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("source.md5");
        Files.writeString(sidecar, "none of your business");
        assertThatThrownBy(() -> copy(source, target(), options))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("holds no md5 value");
        Files.writeString(sidecar, "00".repeat(16) + "  source\n");
        assertThatThrownBy(() -> copy(source, target(), options))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("the digest file says md5:0000");
        assertThat(target()).doesNotExist();

        Files.writeString(sidecar, digest(Algorithm.MD5, source).hex() + " *source\r\n");
        var verified = copy(source, target(), options).summary().verified();
        assertThat(verified.by()).isEqualTo(Verified.By.SIDECAR);
        assertThat(verified.digest()).contains(digest(Algorithm.MD5, source));
    }

    @ParameterizedTest
    @CsvSource({"OVERWRITE,new", "SKIP,old", "FAIL,old", "CHANGED,new"})
    void anExistingTargetIsTreatedAsAsked(IfExists how, String result) throws Exception {
        var source = Files.writeString(folder.resolve("source"), "new");
        Files.writeString(target(), "old");
        Files.setLastModifiedTime(target(), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));

        var outcome = hawser.copy(at(source), at(target()), options().withIfExists(how))
                .await();

        assertThat(target()).hasContent(result);
        assertThat(outcome)
                .isInstanceOf(
                        switch (how) {
                            case OVERWRITE, CHANGED -> Outcome.Copied.class;
                            case SKIP -> Outcome.Skipped.class;
                            case FAIL -> Outcome.Failed.class;
                        });
        assertNothingLeft();
        if (how == IfExists.CHANGED) {
            assertThat(copy(source, target(), options().withIfExists(how))).isInstanceOf(Outcome.Skipped.class);
        }
    }

    @Test
    void onlyNewIsDecidedAtTheLastMoment() throws Exception {
        var source = source(2 * MIB);
        TransferListener rival = (_, event) -> {
            if (event instanceof TransferEvent.Finishing) {
                try {
                    Files.writeString(target(), "rival");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        var outcome = hawser.copy(
                        Entry.file(at(source)), at(target()), options().withIfExists(IfExists.FAIL), rival, null)
                .await();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, f -> assertThat(f.cause()).isInstanceOf(StoreException.Conflict.class));
        assertThat(target()).hasContent("rival");
        assertNothingLeft();
    }

    @Test
    void theSourceIsDeletedOnlyAfterSuccess() throws Exception {
        var source = source(2 * MIB);
        var wrong = new Verify.Given(new Digest(Algorithm.MD5, "00".repeat(16)));
        assertThatThrownBy(() ->
                        copy(source, target(), options().withDeleteSource(true).withVerify(wrong)))
                .isInstanceOf(StoreException.Corrupt.class);
        assertThat(source).exists();

        copy(source, target(), options().withDeleteSource(true));
        assertThat(source).doesNotExist();
        assertThat(target()).exists();
    }

    @Test
    void refusesWhatCannotBeDone() throws Exception {
        var source = source(10);
        assertThatThrownBy(() -> copy(folder.resolve("missing"), target(), options()))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessage(folder.resolve("missing") + ": no such file or folder");
        assertThatThrownBy(() -> copy(folder, target(), options()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> copy(source, folder, options()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("end it with /");
        assertThatThrownBy(() -> copy(source, folder.resolve("no/such/x"), options()))
                .isInstanceOf(StoreException.Local.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> copy(source, source, options()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("same file");
        assertThatThrownBy(() -> copy(source, folder.resolve("x".repeat(256)), options()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> copy(source, target(), options().withExpectedSize(OptionalLong.of(11))))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("has 10 bytes, expected were 11");
        assertThatThrownBy(() -> hawser.copy(Location.parse("gopher://h/x"), at(target()), options())
                        .result())
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("unknown scheme 'gopher'; known are file");
        assertThat(target()).doesNotExist();
        assertThat(source).hasSize(10);
        assertNothingLeft();
    }

    @Test
    void aNameOf255BytesWorks() throws Exception {
        var source = source(3 * MIB);
        var target = folder.resolve("é".repeat(127) + "x");
        copy(source, target, options());
        assertThat(target).hasSameBinaryContentAs(source);
        assertNothingLeft();
    }

    @Test
    void aListenerThatThrowsFailsTheTransferExceptAtItsEnd() throws Exception {
        var source = source(2 * MIB);
        var failed = hawser.copy(
                        Entry.file(at(source)),
                        at(target()),
                        options(),
                        (_, event) -> {
                            if (event instanceof TransferEvent.Moved) {
                                throw new IllegalStateException("no more");
                            }
                        },
                        null)
                .await();
        assertThat(failed)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, f -> assertThat(f.cause()).hasMessageContaining("no more"));

        var fine = hawser.copy(
                        Entry.file(at(source)),
                        at(target()),
                        options(),
                        (_, event) -> {
                            if (event instanceof TransferEvent.Finished) {
                                throw new IllegalStateException("too late");
                            }
                        },
                        null)
                .await();
        assertThat(fine).isInstanceOf(Outcome.Copied.class);
    }

    @Test
    void eventsComeInOrderAndMovedBytesAddUp() throws Exception {
        var source = source(5 * MIB + 7);
        var events = Collections.synchronizedList(new ArrayList<TransferEvent>());
        var transfer = hawser.copy(Entry.file(at(source)), at(target()), options(), (_, e) -> events.add(e), "mine");
        transfer.result();

        assertThat(transfer.context()).isEqualTo("mine");
        assertThat(events.getFirst()).isEqualTo(new TransferEvent.Queued());
        assertThat(events.get(1)).isInstanceOf(TransferEvent.Started.class);
        assertThat(events.getLast()).isInstanceOf(TransferEvent.Finished.class);
        assertThat(events.stream().filter(e -> e instanceof TransferEvent.Finished))
                .hasSize(1);
        var deltas = events.stream()
                .filter(e -> e instanceof TransferEvent.Moved)
                .mapToLong(e -> ((TransferEvent.Moved) e).bytes())
                .toArray();
        assertThat(deltas).doesNotContain(0L);
        assertThat(Arrays.stream(deltas).sum()).isEqualTo(5 * MIB + 7);
    }
}
