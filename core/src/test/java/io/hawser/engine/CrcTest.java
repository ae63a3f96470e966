package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class CrcTest {
    @Property(tries = 300)
    void theCrcOfAWholeFollowsFromItsParts(
            @ForAll @Size(max = 3000) byte[] first, @ForAll @Size(max = 3000) byte[] second) {
        var whole = new byte[first.length + second.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(second, 0, whole, first.length, second.length);

        assertThat(Crc.C32C.combine(crc(new CRC32C(), first), crc(new CRC32C(), second), second.length))
                .isEqualTo(crc(new CRC32C(), whole));
        assertThat(Crc.CRC32.combine(crc(new CRC32(), first), crc(new CRC32(), second), second.length))
                .isEqualTo(crc(new CRC32(), whole));
        assertThat(Crc.CRC64NVME.combine(
                        Crc.CRC64NVME.of(ByteBuffer.wrap(first)),
                        Crc.CRC64NVME.of(ByteBuffer.wrap(second)),
                        second.length))
                .isEqualTo(Crc.CRC64NVME.of(ByteBuffer.wrap(whole)));
    }

    private static int crc(Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
