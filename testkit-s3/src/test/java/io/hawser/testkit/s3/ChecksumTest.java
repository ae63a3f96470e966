package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static final Content CHECK = Content.text("123456789");

    private static String hex(ChecksumAlgorithm algorithm, Content content) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(algorithm.of(content)));
    }

    @Test
    void checkValuesAreThePublishedOnes() {
        assertThat(hex(ChecksumAlgorithm.CRC32, CHECK)).isEqualTo("cbf43926");
        assertThat(hex(ChecksumAlgorithm.CRC32C, CHECK)).isEqualTo("e3069283");
        assertThat(hex(ChecksumAlgorithm.CRC64NVME, CHECK)).isEqualTo("ae8b14860a799888");
        assertThat(hex(ChecksumAlgorithm.SHA1, Content.text("abc")))
                .isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
        assertThat(hex(ChecksumAlgorithm.SHA256, Content.text("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void crc64IsTheSameInAnyPieces() {
        byte[] bytes = Content.random(1, 1_000).bytes();
        Crc64Nvme whole = new Crc64Nvme();
        whole.update(bytes, 0, bytes.length);
        Crc64Nvme bytewise = new Crc64Nvme();
        for (byte b : bytes) {
            bytewise.update(b);
        }
        Crc64Nvme pieces = new Crc64Nvme();
        pieces.update(bytes, 0, 3);
        pieces.update(bytes, 3, 13);
        pieces.update(bytes, 16, 984);
        assertThat(bytewise.getValue()).isEqualTo(whole.getValue());
        assertThat(pieces.getValue()).isEqualTo(whole.getValue());
        pieces.reset();
        assertThat(pieces.getValue()).isZero();
    }

    @Test
    void compositesAreOfThePartsChecksums() {
        // The parts of a probe of S3Proxy and S3Mock: 5 MiB of a, 5 MiB of b, ccc.
        assertThat(ChecksumAlgorithm.CRC32.composite(List.of("r/zBbw==", "yG5QvA==", "L7uk7Q==")))
                .isEqualTo("aDD8Lg==-3");
    }
}
