package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.store.Fragment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static Fragment fragment(byte[] bytes, int start, int end) {
        var crc = new CRC32C();
        crc.update(bytes, start, end - start);
        return new Fragment(new ByteRange(start, end), (int) crc.getValue());
    }

    @Property(tries = 200)
    void piecesInAnyOrderBecomeOneWholeWithItsCrc(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5000) int size) {
        var random = new Random(seed);
        var bytes = new byte[size];
        random.nextBytes(bytes);
        var pieces = new ArrayList<Fragment>();
        for (int at = 0; at < size; ) {
            int end = Math.min(size, at + 1 + random.nextInt(400));
            pieces.add(fragment(bytes, at, end));
            at = end;
        }
        Collections.shuffle(pieces, random);

        var coverage = new Coverage();
        long covered = 0;
        for (var piece : pieces) {
            coverage.add(piece);
            covered += piece.range().length();
            assertThat(coverage.bytes()).isEqualTo(covered);
            long missing =
                    coverage.missing(size).stream().mapToLong(ByteRange::length).sum();
            assertThat(missing).isEqualTo(size - covered);
        }

        assertThat(coverage.contiguous()).isEqualTo(size);
        assertThat(coverage.missing(size)).isEmpty();
        assertThat(coverage.crcFrom(0)).isEqualTo(fragment(bytes, 0, size).crc32c());
        assertThat(coverage.fragments()).containsExactly(fragment(bytes, 0, size));
    }

    @Test
    void tellsTheFirstHoleOfARange() {
        var coverage = new Coverage();
        var bytes = new byte[100];
        coverage.add(fragment(bytes, 10, 20));
        coverage.add(fragment(bytes, 40, 50));

        assertThat(coverage.firstMissing(new ByteRange(0, 100))).isEqualTo(new ByteRange(0, 10));
        assertThat(coverage.firstMissing(new ByteRange(10, 100))).isEqualTo(new ByteRange(20, 40));
        assertThat(coverage.firstMissing(new ByteRange(12, 30))).isEqualTo(new ByteRange(20, 30));
        assertThat(coverage.firstMissing(new ByteRange(12, 20))).isNull();
        assertThat(coverage.firstMissing(ByteRange.from(45))).isEqualTo(ByteRange.from(50));
        assertThat(coverage.missing(60))
                .isEqualTo(List.of(new ByteRange(0, 10), new ByteRange(20, 40), new ByteRange(50, 60)));
    }

    @Test
    void theSameBytesTwiceCountOnceAndAHalfOverlapIsAnError() {
        var coverage = new Coverage();
        var bytes = new byte[100];
        coverage.add(fragment(bytes, 10, 20));
        coverage.add(fragment(bytes, 12, 18));
        assertThat(coverage.bytes()).isEqualTo(10);

        assertThatThrownBy(() -> coverage.add(fragment(bytes, 15, 25))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> coverage.add(fragment(bytes, 5, 11))).isInstanceOf(IllegalStateException.class);
    }
}
