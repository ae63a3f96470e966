package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.TransferEvent;
import io.hawser.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Local copies that are broken off, go on, meet another one, or lose their source. */
class LocalResumeTest extends LocalCopies {
    @Test
    void aCancelledCopyGoesOnFromItsBlocks() throws Exception {
        var source = source(16 * MIB);
        Files.writeString(target(), "old");

        var first = interrupted(source, options().withParallel(2), 6 * MIB);
        assertThat(first).isInstanceOf(Outcome.Cancelled.class);
        assertThat(first.summary().resumable()).isTrue();
        assertThat(target()).hasContent("old");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(PartialNames.of(target()).part())))
                .isEqualTo("rw-------");

        var second = copy(source, target(), options());
        assertThat(second.summary().resumedBytes()).isBetween(3L * MIB, 15L * MIB);
        assertThat(target()).hasSameBinaryContentAs(source);
        assertNothingLeft();
    }

    @Test
    void aBlockDamagedBetweenTwoRunsIsFoundAndFetchedAgain() throws Exception {
        var source = source(16 * MIB);
        interrupted(source, options().withParallel(1), 6 * MIB);
        var part = PartialNames.of(target()).part();
        var bytes = Files.readAllBytes(part);
        bytes[MIB + 77] ^= 1;
        Files.write(part, bytes);
        var options = options().withVerify(new Verify.Given(digest(Algorithm.SHA256, source)));

        var second = copy(source, target(), options);

        assertThat(second.summary().resumedBytes())
                .isBetween(3L * MIB, 15L * MIB)
                .satisfies(n -> assertThat(n % MIB).isZero());
        assertThat(second.summary().attempts())
                .as("found before it was verified")
                .isEqualTo(1);
        assertThat(target()).hasSameBinaryContentAs(source);
    }

    @Test
    void partialDataThatWasCutOrSwappedDoesNoHarm() throws Exception {
        var source = source(8 * MIB);
        var names = PartialNames.of(target());

        interrupted(source, options().withParallel(1), 4 * MIB);
        Files.write(names.part(), new byte[100]);
        assertThat(copy(source, target(), options()).summary().resumedBytes()).isZero();
        assertThat(target()).hasSameBinaryContentAs(source);

        interrupted(source, options().withParallel(1), 4 * MIB);
        Files.writeString(names.journal(), "HAWSER-9 from another time");
        assertThat(copy(source, target(), options()).summary().resumedBytes()).isZero();
        assertThat(target()).hasSameBinaryContentAs(source);
        assertNothingLeft();
    }

    @Test
    void aSourceThatChangedStartsOver() throws Exception {
        interrupted(source(8 * MIB), options().withParallel(1), 4 * MIB);
        var bytes = new byte[8 * MIB];
        var changed = Files.write(folder.resolve("source"), bytes);

        assertThat(copy(changed, target(), options()).summary().resumedBytes()).isZero();
        assertThat(target()).hasBinaryContent(bytes);
    }

    @Test
    void withoutResumeNothingIsKept() throws Exception {
        var source = source(8 * MIB);
        var first = interrupted(source, options().withResume(false).withParallel(1), 4 * MIB);
        assertThat(first.summary().resumable()).isFalse();
        assertNothingLeft();
    }

    @Test
    void aSourceThatGrowsShrinksOrIsReplacedInMidCopyIsAConflict() throws Exception {
        for (var change : List.<Change>of(
                path -> Files.write(path, new byte[10], StandardOpenOption.APPEND),
                path -> Files.write(path, new byte[10]),
                Files::delete)) {
            var source = source(16 * MIB);
            var changed = new AtomicBoolean();
            var outcome = hawser.copy(
                            Entry.file(at(source)),
                            at(target()),
                            options().withParallel(1),
                            (_, event) -> {
                                if (event instanceof TransferEvent.Moved && changed.compareAndSet(false, true)) {
                                    try {
                                        change.apply(source);
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    }
                                }
                            },
                            null)
                    .await();

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            f -> assertThat(f.cause()).isInstanceOf(StoreException.Conflict.class));
            assertThat(target()).doesNotExist();
            assertNothingLeft();
        }
    }

    private interface Change {
        void apply(Path path) throws IOException;
    }

    @Test
    void twoCopiesToOneTargetOneWorksAndTheOtherSaysSo() throws Exception {
        var source = source(8 * MIB);
        var started = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var first = hawser.copy(
                Entry.file(at(source)),
                at(target()),
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

        assertThatThrownBy(() -> copy(source, target(), options()))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("another run is writing this file");
        goOn.countDown();

        assertThat(first.result()).isInstanceOf(Outcome.Copied.class);
        assertThat(target()).hasSameBinaryContentAs(source);
        assertNothingLeft();
    }

    @Test
    void cancellingBeforeAndAfterIsHarmless() throws Exception {
        var source = source(MIB);
        var transfer = hawser.copy(at(source), at(target()), options());
        transfer.await();
        transfer.cancel();
        assertThat(transfer.result()).isInstanceOf(Outcome.Copied.class);

        try (var narrow =
                Hawser.open(HawserOptions.defaults().withProviders(List.of()).withTransfers(1))) {
            var goOn = new CountDownLatch(1);
            var busy = narrow.copy(
                    Entry.file(at(source)),
                    at(target()),
                    options(),
                    (_, event) -> {
                        if (event instanceof TransferEvent.Started) {
                            try {
                                goOn.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    },
                    null);
            var queued = narrow.copy(at(source), at(folder.resolve("second")), options());
            queued.cancel();
            assertThatThrownBy(queued::result).isInstanceOf(CancellationException.class);
            goOn.countDown();
            busy.result();
        }
        assertThat(folder.resolve("second")).doesNotExist();
    }
}
