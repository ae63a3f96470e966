package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
    private static Digest of(Algorithm algorithm) {
        return new Digest(algorithm, "ab".repeat(algorithm.bytes()));
    }

    private static Digest parts(Algorithm algorithm) {
        return of(algorithm).ofParts(5, 1000);
    }

    @Test
    void onesOfPartsAreTheirOwnKind() {
        var whole = of(Algorithm.CRC32);
        var five = whole.ofParts(5, 1000);
        assertThat(whole).hasToString("crc32:abababab").isNotEqualTo(five);
        assertThat(five).hasToString("crc32:abababab-5");
        assertThat(five.comparable(whole)).isFalse();
        assertThat(five.comparable(whole.ofParts(5, 1001))).isFalse();
        assertThat(five.comparable(whole.ofParts(6, 1000))).isTrue();
        assertThat(five.comparable(of(Algorithm.CRC32C).ofParts(5, 1000))).isFalse();
        assertThat(five).isEqualTo(whole.ofParts(5, 1000)).isNotEqualTo(whole.ofParts(6, 1000));
    }

    @Test
    void aSinglePartHasAnySize() {
        assertThat(of(Algorithm.MD5).ofParts(1, 10)).isEqualTo(of(Algorithm.MD5).ofParts(1, 20));
    }

    @Test
    void whatIsNoValueIsRefused() {
        assertThatThrownBy(() -> new Digest(Algorithm.CRC64NVME, "1234")).hasMessageContaining("16 hexadecimal digits");
        assertThatThrownBy(() -> of(Algorithm.MD5).ofParts(0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Digest.checksum(Algorithm.CRC64NVME, -1).hex()).isEqualTo("ffffffffffffffff");
        assertThat(Digest.checksum(Algorithm.CRC32, -1).hex()).isEqualTo("ffffffff");
        assertThat(Digest.checksum(Algorithm.CRC32, 1).hex()).isEqualTo("00000001");
    }

    /** From the one that is preferred to all others down to the one that is preferred to none. */
    @Test
    void theStrongestIsPreferredAndOneOfTheWholeFirst() {
        var order = List.of(
                of(Algorithm.SHA512),
                of(Algorithm.SHA256),
                of(Algorithm.SHA1),
                of(Algorithm.MD5),
                of(Algorithm.CRC64NVME),
                parts(Algorithm.SHA256),
                parts(Algorithm.MD5),
                of(Algorithm.CRC32C),
                parts(Algorithm.CRC32C),
                of(Algorithm.CRC32),
                parts(Algorithm.CRC32));
        for (int from = 0; from < order.size(); from++) {
            var offered = order.subList(from, order.size()).reversed();
            var entry = Entry.file(Location.local("file")).withDigests(offered);
            assertThat(entry.strongestDigest()).contains(order.get(from));
        }
    }

    @Test
    void anEntryTellsOnesOfTheWholeFromOthers() {
        var entry =
                Entry.file(Location.local("file")).withDigests(List.of(parts(Algorithm.SHA256), of(Algorithm.CRC32)));
        assertThat(entry.digest(Algorithm.SHA256)).isEmpty();
        assertThat(entry.digest(Algorithm.CRC32)).contains(of(Algorithm.CRC32));
        assertThat(entry.comparable(of(Algorithm.SHA256))).isEmpty();
        assertThat(entry.comparable(parts(Algorithm.SHA256))).contains(parts(Algorithm.SHA256));
    }
}
