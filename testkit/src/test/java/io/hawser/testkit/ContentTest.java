package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {
    private static final int MIB = 1 << 20;

    @Test
    void anyPieceOfRandomContentIsThePieceOfTheWhole() {
        Content content = Content.random(7, 3 * MIB + 5);
        byte[] whole = content.bytes();
        for (long[] piece :
                new long[][] {{0, 1}, {1, 17}, {MIB - 3, 9}, {MIB, 8}, {2 * MIB - 1, MIB + 2}, {3 * MIB, 5}}) {
            byte[] bytes = new byte[(int) piece[1] + 2];
            content.read(piece[0], bytes, 1, (int) piece[1]);
            assertThat(Arrays.copyOfRange(bytes, 1, bytes.length - 1))
                    .isEqualTo(Arrays.copyOfRange(whole, (int) piece[0], (int) (piece[0] + piece[1])));
        }
    }

    @Test
    void blocksAndSeedsDiffer() {
        Content content = Content.random(1, 2 * MIB);
        assertThat(content.slice(0, MIB).sha256())
                .isNotEqualTo(content.slice(MIB, MIB).sha256());
        assertThat(content.sha256()).isNotEqualTo(Content.random(2, 2 * MIB).sha256());
        assertThat(content.sha256()).isEqualTo(Content.random(1, 2 * MIB).sha256());
    }

    @Test
    void contentOfATebibyteIsReadAtItsEnd() {
        Content content = Content.random(1, 1L << 40);
        content.read((1L << 40) - 10, new byte[10], 0, 10);
        assertThatThrownBy(() -> content.read((1L << 40) - 9, new byte[10], 0, 10))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void digestsAreTheKnownOnes() {
        assertThat(Content.empty().sha256())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Content.text("abc").digest("MD5")).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    }

    @Test
    void mismatchIsTheFirstDifferenceOrTheShorterLength(@TempDir Path folder) throws IOException {
        Content content = Content.random(3, 100_000);
        Path file = content.writeTo(folder.resolve("file"));
        assertThat(content.mismatch(file)).isEmpty();
        assertThat(content.flippedAt(70_000).mismatch(file)).hasValue(70_000);
        assertThat(content.slice(0, 99_999).mismatch(file)).hasValue(99_999);
        assertThat(Content.random(3, 100_001).mismatch(file)).hasValue(100_000);
        assertThat(Content.empty().mismatch(new ByteArrayInputStream(new byte[0])))
                .isEmpty();
    }

    @Test
    void flippedContentDiffersInOneBit() {
        Content content = Content.of(new byte[] {4, 4, 4});
        assertThat(content.flippedAt(1).bytes()).containsExactly(4, 5, 4);
    }

    @Test
    void watchedContentTellsWhenAPositionIsRead() {
        AtomicInteger reached = new AtomicInteger();
        Content content = Content.random(1, 100).reaching(50, reached::incrementAndGet);
        content.read(0, new byte[50], 0, 50);
        assertThat(reached).hasValue(0);
        content.read(50, new byte[1], 0, 1);
        assertThat(reached).hasValue(1);
    }
}
