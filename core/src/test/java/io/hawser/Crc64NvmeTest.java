package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Crc64NvmeTest {
    /** The definition, bit by bit. */
    private static long plain(byte[] bytes) {
        long crc = -1;
        for (byte next : bytes) {
            crc ^= next & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x9A6C9329AC4BC9B5L : crc >>> 1;
            }
        }
        return ~crc;
    }

    @Test
    void theCheckValueIsRight() {
        var crc = new Crc64Nvme();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(crc.getValue()).isEqualTo(0xae8b14860a799888L);
        crc.reset();
        assertThat(crc.getValue()).isZero();
        crc.update('1');
        assertThat(crc.getValue()).isEqualTo(plain(new byte[] {'1'}));
    }

    @Property(tries = 200)
    void itIsThatOfTheDefinitionHoweverTheBytesCome(
            @ForAll @Size(max = 40_000) byte[] bytes, @ForAll @IntRange(max = 40_000) int cut) {
        int middle = Math.min(cut, bytes.length);
        long right = plain(bytes);

        var arrays = new Crc64Nvme();
        arrays.update(bytes, 0, middle);
        arrays.update(bytes, middle, bytes.length - middle);
        assertThat(arrays.getValue()).isEqualTo(right);

        var direct = ByteBuffer.allocateDirect(bytes.length + 3)
                .position(3)
                .put(bytes)
                .flip()
                .position(3);
        var buffers = new Crc64Nvme();
        buffers.update(direct.limit(3 + middle));
        assertThat(direct.hasRemaining()).isFalse();
        buffers.update(direct.limit(3 + bytes.length).asReadOnlyBuffer());
        assertThat(direct.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(buffers.getValue()).isEqualTo(right);
    }
}
