package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.testkit.Content;
import io.hawser.testkit.ContentSource;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.SourcedPart;
import io.hawser.testkit.StoppableScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of parts, memory for them, and the journal of an upload. */
@Timeout(60)
class WriteValuesTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    @TempDir
    private Path home;

    @Test
    void partsGrowWithTheFile() throws StoreException {
        assertThat(PartGrid.of("f", 1, 0).size()).isEqualTo(5 * MIB);
        assertThat(PartGrid.of("f", 8 * MIB, GIB).size()).isEqualTo(8 * MIB);
        assertThat(PartGrid.of("f", 8 * MIB, 10_000 * 8 * MIB).size()).isEqualTo(8 * MIB);
        assertThat(PartGrid.of("f", 8 * MIB, 10_000 * 8 * MIB + 1).size()).isEqualTo(9 * MIB);
        assertThat(PartGrid.of("f", 100 * GIB, GIB).size()).isEqualTo(5 * GIB);
        assertThat(PartGrid.of("f", 1, 10_000 * 5 * GIB).size()).isEqualTo(5 * GIB);
        assertThatThrownBy(() -> PartGrid.of("f", 1, 10_000 * 5 * GIB + 1))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("10000 parts of 5368709120 bytes");
    }

    private static MultipartCalls.Part part(int number, long size) {
        return new MultipartCalls.Part(number, size, "\"e\"", Optional.empty(), Map.of());
    }

    @Test
    void theSizeOfPartsIsToldByThosThatAreThere() {
        long size = 25 * MIB;
        assertThat(PartGrid.ofParts(List.of(part(1, 8 * MIB), part(4, MIB)), size)
                        .size())
                .isEqualTo(8 * MIB);
        assertThat(PartGrid.ofParts(List.of(part(3, 8 * MIB)), size).size()).isEqualTo(8 * MIB);
        assertThat(PartGrid.ofParts(List.of(part(4, MIB)), size).size()).isEqualTo(8 * MIB);
        assertThat(PartGrid.ofParts(List.of(), size).allowed(size)).isFalse();
        assertThat(new PartGrid(8 * MIB).fits(part(4, MIB), size)).isTrue();
        assertThat(new PartGrid(8 * MIB).fits(part(4, MIB + 1), size)).isFalse();
        assertThat(new PartGrid(8 * MIB).fits(part(5, MIB), size)).isFalse();
        assertThat(new PartGrid(MIB).allowed(size)).isFalse();
    }

    @Test
    void aStreamThatGoesOnAfterTheLastPartIsToldWhatToSay() {
        var sent = new ArrayList<Integer>();
        assertThatThrownBy(() -> {
                    try (var open = new OpenPart(
                            new PartBuffers(),
                            new PartGrid(2),
                            "target",
                            Scope.unlimited(),
                            (number, _, _) -> sent.add(number))) {
                        open.write(0, ByteBuffer.allocate(20_000));
                        open.write(20_000, ByteBuffer.allocate(2));
                    }
                })
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("--expected-size");
        assertThat(sent).hasSize(10_000).last().isEqualTo(10_000);
    }

    @Test
    void memoryIsBoundedAndWhoWaitsForItCanBeCalledOff() throws Exception {
        var buffers = new PartBuffers();
        long all = buffers.available();
        var taken = new ArrayList<PartMemory>();
        while (buffers.available() >= PartBuffers.LARGEST) {
            taken.add(buffers.take(PartBuffers.LARGEST, "target", Scope.unlimited()));
        }
        assertThat(taken).hasSize((int) (all / PartBuffers.LARGEST));
        assertThat(buffers.tryHold(1)).isEmpty();
        var scope = new StoppableScope();
        var failure = new AtomicReference<Exception>();
        var waiter = new Thread(() -> {
            try {
                buffers.take(1, "target", scope);
            } catch (StoreException e) {
                failure.set(e);
            }
        });
        waiter.start();
        Eventually.holds(scope::held, () -> "somebody waits");
        scope.stop();
        waiter.join();
        assertThat(failure.get()).isInstanceOf(StoreException.Unavailable.class);
        taken.forEach(PartMemory::close);
        taken.forEach(PartMemory::close);
        assertThat(buffers.available()).isEqualTo(all);
    }

    @Test
    void whatIsHeldUntilTheCommitLeavesRoomForParts() throws Exception {
        var buffers = new PartBuffers();
        var held = new ArrayList<PartMemory>();
        for (var next = buffers.tryHold(1 << 20); next.isPresent(); next = buffers.tryHold(1 << 20)) {
            held.add(next.get());
        }
        try (var part = buffers.take(PartBuffers.LARGEST, "target", Scope.unlimited())) {
            assertThat(part.length()).isEqualTo(PartBuffers.LARGEST);
        }
        held.forEach(PartMemory::close);
    }

    @Test
    void bytesComeInAnyOrder() throws Exception {
        var content = Content.random(3, (600 << 10) + 7);
        var buffers = new PartBuffers();
        try (var memory = buffers.take((int) content.size(), "target", Scope.unlimited())) {
            var sink = memory.sink(1000);
            for (long start = content.size() / 3 * 3; start >= 0; start -= content.size() / 3) {
                var piece = content.slice(start, Math.min(content.size() / 3, content.size() - start));
                sink.write(1000 + start, ByteBuffer.wrap(piece.bytes()));
            }
            assertThat(memory.full()).isTrue();
            var out = new ByteArrayOutputStream();
            memory.read(bytes -> {
                while (bytes.hasRemaining()) {
                    out.write(bytes.get());
                }
            });
            assertThat(out.toByteArray()).isEqualTo(content.bytes());
            assertThatThrownBy(() -> sink.write(1000 + content.size(), ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, MIB - 1, MIB, MIB + 1, 3 * MIB})
    void aStreamedPartIsAsLongAsItSays(long size) throws Exception {
        var content = Content.random(size, size);
        for (var algorithm :
                new Algorithm[] {Algorithm.CRC32C, Algorithm.CRC64NVME, Algorithm.SHA1, Algorithm.SHA256}) {
            var part = new SourcedPart(ContentSource.of(content, "1"), new ByteRange(0, size));
            var body = new StreamedPart(
                    part,
                    new PartSums(Optional.of(algorithm), true),
                    Optional.of(MultipartCalls.checksumHeader(algorithm)),
                    Scope.unlimited());
            var out = new ByteArrayOutputStream();
            body.writeTo(bytes -> {
                while (bytes.hasRemaining()) {
                    out.write(bytes.get());
                }
            });
            assertThat(body.length()).hasValue(out.size());
            assertThat(out.toString(StandardCharsets.ISO_8859_1))
                    .endsWith("\r\n0\r\n" + MultipartCalls.checksumHeader(algorithm) + ":"
                            + body.checksum().orElseThrow() + "\r\n\r\n");
        }
    }

    @Test
    void aJournalSaysWhatWasWrittenIntoIt() {
        var environment = Map.of("HOME", home.toString());
        var journal = UploadJournal.of(environment, "endpoint s3://b/k");
        assertThat(journal.read()).isEqualTo(UploadJournal.Notes.NONE);
        journal.start("identity");
        journal.creating();
        assertThat(journal.read().creating()).isTrue();
        journal.created(new MultipartCalls.Created("id +/=ü", Optional.of(Algorithm.CRC32C), true), 42);
        journal.part(1, -1, "\"e t\"");
        journal.part(2, 7, "\"f\"");
        journal.part(4, 8, "\"g\"");
        journal.close();

        var notes = UploadJournal.of(environment, "endpoint s3://b/k").read();
        assertThat(notes.identity()).isEqualTo("identity");
        assertThat(notes.upload()).isEqualTo("id +/=ü");
        assertThat(notes.partSize()).isEqualTo(42);
        assertThat(notes.checksum()).isEqualTo("CRC32C");
        assertThat(notes.whole()).isTrue();
        assertThat(notes.parts().get(1)).isEqualTo(new UploadJournal.Part(-1, "\"e t\""));
        assertThat(notes.contiguous()).isEqualTo(84);
        assertThat(UploadJournal.of(environment, "endpoint s3://b/other").read())
                .isEqualTo(UploadJournal.Notes.NONE);
        journal.remove();
        assertThat(journal.read()).isEqualTo(UploadJournal.Notes.NONE);
        assertThat(UploadJournal.of(Map.of(), "endpoint s3://b/k").read()).isEqualTo(UploadJournal.Notes.NONE);
    }
}
