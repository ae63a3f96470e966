package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.Verify;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are swapped, faked, shared or piped. */
class LocalFaultsTest {
    private static final int MIB = 1 << 20;
    private static final CopyOptions OPTIONS = CopyOptions.defaults().withPartSize(MIB);

    @TempDir
    Path folder;

    private final Hawser hawser =
            Hawser.open(HawserOptions.defaults().withProviders(List.of()).withEnvironment(Map.of()));
    private final LocalStore store = new LocalStore();

    @AfterEach
    void close() {
        hawser.close();
    }

    private Path file(String name, int size, long seed) throws IOException {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    private static Location at(Path path) {
        return Location.local(path.toString());
    }

    /** Leaves some megabytes of {@code source} as partial data of {@code target}. */
    private void interrupt(Path source, Path target) throws InterruptedException {
        var moved = new AtomicLong();
        hawser.copy(
                        Entry.file(at(source)),
                        at(target),
                        OPTIONS.withParallel(1),
                        (t, event) -> {
                            if (event instanceof TransferEvent.Moved(var more) && moved.addAndGet(more) >= 4 * MIB) {
                                t.cancel();
                            }
                        },
                        null)
                .await();
    }

    @Test
    void aSourceRewrittenInPlaceUnderItsOldTimeStartsOver() throws Exception {
        var source = file("source", 8 * MIB, 1);
        var time = Files.getLastModifiedTime(source);
        var target = folder.resolve("target");
        interrupt(source, target);
        var other = new byte[8 * MIB];
        try (var channel = FileChannel.open(source, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(other));
        }
        Files.setLastModifiedTime(source, time);

        var summary = hawser.copy(at(source), at(target), OPTIONS).result().summary();

        assertThat(target).hasBinaryContent(other);
        assertThat(summary.resumedBytes()).isZero();
    }

    @Test
    void partialDataThatIsThePublishedFileUnderASecondNameIsNotWrittenTo() throws Exception {
        var target = file("target", 3 * MIB, 2);
        var published = Files.readAllBytes(target);
        Files.createLink(PartialNames.of(target).part(), target);
        var source = file("source", 4 * MIB, 3);
        var wrong = new Verify.Given(new Digest(Algorithm.MD5, "00".repeat(16)));

        assertThat(hawser.copy(at(source), at(target), OPTIONS.withVerify(wrong))
                        .await())
                .isInstanceOf(Outcome.Failed.class);

        assertThat(target).hasBinaryContent(published);
    }

    @Test
    void partialDataIsNotCopiedOntoItself() throws Exception {
        var source = file("source", 8 * MIB, 4);
        var target = folder.resolve("target");
        interrupt(source, target);
        var part = PartialNames.of(target).part();
        var kept = Files.readAllBytes(part);

        assertThatThrownBy(() -> hawser.copy(at(part), at(target), OPTIONS).result())
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("partial data of this very target");
        assertThat(folder.resolve("rescued")).doesNotExist();
        Files.write(part, kept);
        hawser.copy(at(part), at(folder.resolve("rescued")), OPTIONS).result();
        assertThat(folder.resolve("rescued")).hasBinaryContent(kept);
    }

    @Test
    void anotherVersionThanTheOneThatWasCopiedIsNotDeleted() throws Exception {
        var source = file("source", 10, 5);
        var entry = store.stat(at(source), Scope.unlimited());
        Files.writeString(source, "new data!!");

        assertThatThrownBy(() -> store.delete(entry, Scope.unlimited())).isInstanceOf(StoreException.Conflict.class);
        assertThat(source).hasContent("new data!!");
        store.delete(store.stat(at(source), Scope.unlimited()), Scope.unlimited());
        assertThat(source).doesNotExist();
    }

    @Test
    void whoeverIsStoppedWhileHeProvesPartialDataKeepsIt() throws Exception {
        var source = file("source", 8 * MIB, 6);
        var target = folder.resolve("target");
        interrupt(source, target);
        var stopped = new Scope() {
            @Override
            public Hold hold(Runnable abort) {
                return () -> {};
            }

            @Override
            public void expectSilence() {}

            @Override
            public void expectPatience() {}

            @Override
            public void moved(long bytes) {}

            @Override
            public boolean stopped() {
                return true;
            }
        };
        try (var opened = store.open(at(source), OpenOptions.whole(), Scope.unlimited());
                var upload = store.upload(at(target), UploadOptions.defaults(), Scope.unlimited())) {
            assertThatThrownBy(() -> upload.begin(opened, stopped)).isInstanceOf(StoreException.Unavailable.class);
            assertThat(upload.resumable()).isTrue();
            assertThat(upload.begin(opened, Scope.unlimited())).isNotEmpty();
            assertThat(descriptorsOf(PartialNames.of(target).part())).isLessThanOrEqualTo(1);
        }
        assertThat(hawser.copy(at(source), at(target), OPTIONS)
                        .result()
                        .summary()
                        .resumedBytes())
                .isGreaterThanOrEqualTo(3L * MIB);
    }

    /** How often this process has a file open; 0 where the system does not tell. */
    private static long descriptorsOf(Path file) throws IOException {
        var own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 0;
        }
        var real = file.toRealPath();
        try (var all = Files.list(own)) {
            return all.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).equals(real);
                        } catch (IOException _) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void aFileThatDeniesItsBytesIsReadAllTheSame() throws Exception {
        var told = Path.of("/proc/version");
        Assumptions.assumeTrue(Files.isReadable(told), "this system has no /proc/version");
        var target = folder.resolve("target");
        hawser.copy(at(told), at(target), OPTIONS).result();
        assertThat(target).hasContent(Files.readString(told)).isNotEmptyFile();
    }

    @Test
    void leftoversAreToldWithTheTimeOfTheirLastWriting() throws Exception {
        var source = file("source", 8 * MIB, 7);
        var target = folder.resolve("target");
        interrupt(source, target);
        var names = PartialNames.of(target);
        var then = Instant.parse("2020-01-01T00:00:00Z");
        Files.setLastModifiedTime(names.part(), FileTime.from(then));
        Files.setLastModifiedTime(names.journal(), FileTime.from(then));

        var found = Leftovers.find(Location.local(folder.toString()));

        assertThat(found)
                .singleElement()
                .satisfies(l -> assertThat(l.modified()).isEqualTo(then));
        assertThat(Leftovers.remove(found.getFirst())).isTrue();
        assertThat(Leftovers.find(Location.local(folder.toString()))).isEmpty();
        assertThat(names.part()).doesNotExist();
        assertThat(names.journal()).doesNotExist();
    }

    @Test
    void whatAKilledSftpServerLeftIsToldWhenNobodyWroteItForAnHour() throws Exception {
        var old = file(".march.csv.0123456789abcdef.upload", 1000, 1);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
        file(".april.csv.0123456789abcdef.upload", 1000, 2);
        file(".may.csv.upload", 1000, 3);
        // Folders and links of such a name are somebody's own.
        var folderOfThatName = Files.createDirectory(folder.resolve(".june.0123456789abcdef.upload"));
        Files.setLastModifiedTime(folderOfThatName, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));

        var found = Leftovers.find(Location.local(folder.toString()));

        assertThat(found).singleElement().satisfies(leftover -> {
            assertThat(leftover.location()).isEqualTo(at(old));
            assertThat(leftover.bytes()).isEqualTo(1000);
        });
        Files.setLastModifiedTime(old, FileTime.from(Instant.now()));
        assertThat(Leftovers.remove(found.getFirst())).isFalse();
        Files.setLastModifiedTime(old, FileTime.from(found.getFirst().modified()));
        assertThat(Leftovers.remove(found.getFirst())).isTrue();
        assertThat(old).doesNotExist();
    }

    private Path pipe() throws Exception {
        return pipe("pipe");
    }

    private Path pipe(String name) throws Exception {
        var pipe = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    @Test
    void aPipeTakesTheBytesDirectly() throws Exception {
        var source = file("source", 3 * MIB + 1, 8);
        var pipe = pipe();
        var transfer = hawser.copy(at(source), at(pipe), OPTIONS);
        byte[] read;
        try (var in = Files.newInputStream(pipe)) {
            read = in.readAllBytes();
        }
        transfer.result();
        assertThat(read).isEqualTo(Files.readAllBytes(source));
        assertThat(Files.exists(PartialNames.of(pipe).part())).isFalse();
    }

    @Test
    void waitingForAPipesOtherEndCanBeCancelledAndKeepsNobodyElseWaiting() throws Exception {
        var source = file("source", 10, 9);
        var writers = new ArrayList<Transfer>();
        for (int i = 0; i < 4; i++) {
            writers.add(hawser.copy(at(source), at(pipe("pipe" + i)), OPTIONS));
        }

        hawser.copy(at(source), at(folder.resolve("other")), OPTIONS).result();
        assertThat(folder.resolve("other")).hasSameBinaryContentAs(source);

        hawser.cancelAll();
        for (var writer : writers) {
            assertThat(writer.await()).isInstanceOf(Outcome.Cancelled.class);
        }
    }

    @Test
    void aReaderThatStopsReadingDoesNotKeepACopyFromBeingCancelled() throws Exception {
        var source = file("source", 3 * MIB, 10);
        var pipe = pipe();
        var moving = new CountDownLatch(1);
        var transfer = hawser.copy(
                Entry.file(at(source)),
                at(pipe),
                OPTIONS,
                (_, event) -> {
                    if (event instanceof TransferEvent.Started) {
                        moving.countDown();
                    }
                },
                null);
        try (var _ = Files.newByteChannel(pipe)) {
            moving.await();
            transfer.cancel();
            assertThat(transfer.await()).isInstanceOf(Outcome.Cancelled.class);
        }
    }

    @Test
    void devicesAndStreamsWork() throws Exception {
        var source = file("source", 3 * MIB, 11);
        assertThat(hawser.copy(at(source), Location.local("/dev/null"), OPTIONS)
                        .result()
                        .summary()
                        .bytes())
                .isEqualTo(3 * MIB);
        assertThat(hawser.copy(at(source), Location.local("/dev/full"), OPTIONS).await())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause())
                                .isInstanceOf(StoreException.Local.class)
                                .hasMessageContaining("No space left"));
        var pipe = pipe();
        var target = folder.resolve("target");
        var transfer = hawser.copy(at(pipe), at(target), OPTIONS);
        try (var out = Files.newOutputStream(pipe)) {
            out.write(Files.readAllBytes(source));
        }
        transfer.result();
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @Test
    void aSparseFileOfATebibyteIsListedPlannedAndBegun() throws Exception {
        long size = 1L << 40;
        var source = folder.resolve("sparse");
        try (var file = new RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(size);
        }
        try (var listing = hawser.list(at(folder), ListOptions.level())) {
            assertThat(listing.next().orElseThrow().size()).hasValue(size);
        }
        var target = folder.resolve("target");
        var moved = new AtomicLong();
        var total = new AtomicLong();
        var outcome = hawser.copy(
                        Entry.file(at(source)),
                        at(target),
                        OPTIONS,
                        (transfer, event) -> {
                            if (event instanceof TransferEvent.Moved(var more) && moved.addAndGet(more) >= 16 * MIB) {
                                total.set(transfer.progress().total().orElse(0));
                                transfer.cancel();
                            }
                        },
                        null)
                .await();

        assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
        assertThat(outcome.summary().resumable()).isTrue();
        assertThat(total).hasValue(size);
        assertThat(Leftovers.find(Location.local(folder.toString()))).hasSize(1);
    }
}
