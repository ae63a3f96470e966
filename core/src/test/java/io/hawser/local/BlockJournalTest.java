package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockJournalTest {
    private static final BlockJournal.Block A = new BlockJournal.Block(0, Upload.BLOCK, 11);
    private static final BlockJournal.Block B = new BlockJournal.Block(1, Upload.BLOCK, 22);
    private static final BlockJournal.Block C = new BlockJournal.Block(2, 100, 33);

    @TempDir
    Path folder;

    private BlockJournal.Claims read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new BlockJournal(channel).read();
        }
    }

    private Path written(BlockJournal.Block... blocks) throws IOException {
        var file = folder.resolve("journal" + blocks.length);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var journal = new BlockJournal(channel);
            journal.start("https://h/x\n123 etag");
            for (var block : blocks) {
                journal.add(block);
            }
        }
        return file;
    }

    private static List<BlockJournal.Block> blocks(BlockJournal.Claims claims) {
        return IntStream.iterate(claims.next(0), n -> n >= 0, n -> claims.next(n + 1))
                .mapToObj(claims::block)
                .toList();
    }

    /** Some of the blocks from the first on, but never all. */
    private static void assertBeginning(BlockJournal.Claims claims) {
        assertThat(blocks(claims).size()).isLessThan(3);
        assertThat(blocks(claims))
                .isEqualTo(List.of(A, B, C).subList(0, blocks(claims).size()));
    }

    @Test
    void saysWhatWasWritten() throws IOException {
        var claims = read(written(A, B, C));
        assertThat(claims.identity()).isEqualTo("https://h/x\n123 etag");
        assertThat(blocks(claims)).containsExactly(A, B, C);
        assertThat(claims.contiguous()).isEqualTo(2L * Upload.BLOCK + 100);
    }

    @Test
    void aLaterRecordOfABlockReplacesAnEarlierOne() throws IOException {
        var again = new BlockJournal.Block(0, Upload.BLOCK, 99);
        assertThat(blocks(read(written(A, B, again)))).containsExactly(again, B);
    }

    @Test
    void claimsNothingBeyondAHole() throws IOException {
        assertThat(read(written(A, C)).contiguous()).isEqualTo(Upload.BLOCK);
        assertThat(read(written(B)).contiguous()).isZero();
    }

    @Test
    void aJournalCutAnywhereClaimsAtMostWhatIsWhole() throws IOException {
        var bytes = Files.readAllBytes(written(A, B, C));
        for (int length = 0; length < bytes.length; length++) {
            var file = folder.resolve("cut");
            Files.write(file, Arrays.copyOf(bytes, length));
            assertBeginning(read(file));
        }
    }

    @Test
    void aDamagedByteAnywhereNeverMakesAFalseClaim() throws IOException {
        var bytes = Files.readAllBytes(written(A, B, C));
        var random = new Random(1);
        for (int at = 0; at < bytes.length; at++) {
            var damaged = bytes.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            var file = folder.resolve("damaged");
            Files.write(file, damaged);
            var claims = read(file);
            assertBeginning(claims);
            assertThat(claims.identity()).isIn("", "https://h/x\n123 etag");
        }
    }

    @Test
    void goesOnBehindTheLastGoodRecord() throws IOException {
        var file = written(A, B);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 3);
            channel.write(ByteBuffer.wrap(new byte[1000]), channel.size());
            var journal = new BlockJournal(channel);
            assertThat(blocks(journal.read())).containsExactly(A);
            journal.resume();
            journal.add(C);
        }
        assertThat(blocks(read(file))).containsExactly(A, C);
    }

    @Test
    void aMillionBlocksAreClaimedInLittleMemory() throws IOException {
        int count = 1 << 20;
        var file = folder.resolve("million");
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            new BlockJournal(channel).start("x");
            var rest = ByteBuffer.allocate(count * 20);
            for (int i = 0; i < count; i++) {
                int start = rest.position();
                rest.putLong(i).putInt(Upload.BLOCK).putInt(i);
                var crc = new CRC32C();
                crc.update(rest.slice(start, 16));
                rest.putInt((int) crc.getValue());
            }
            channel.write(rest.flip(), channel.size());
        }
        assertThat(read(file).contiguous()).isEqualTo((long) count * Upload.BLOCK);
    }
}
