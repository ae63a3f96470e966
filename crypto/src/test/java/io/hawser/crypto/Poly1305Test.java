package io.hawser.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Poly1305Test {
    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));

    /** RFC 8439 section 2.5.2. */
    @Test
    void givesTheTagOfTheStandard() {
        var key = HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
        var message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);
        assertThat(new Poly1305(key).tag(message, 0, message.length))
                .isEqualTo(HexFormat.of().parseHex("a8061dc1305136c6c22b8baf0c0127a9"));
    }

    /** RFC 8439 appendix A.3, numbers 7 to 10: sums at the edge of the modulus. */
    @Test
    void carriesAtTheEdge() {
        assertThat(tag("02" + "00".repeat(31), "ff".repeat(16))).isEqualTo("03" + "00".repeat(15));
        assertThat(tag("02" + "00".repeat(15) + "ff".repeat(16), "02" + "00".repeat(15)))
                .isEqualTo("03" + "00".repeat(15));
        assertThat(tag("01" + "00".repeat(31), "ff".repeat(16) + "f0" + "ff".repeat(15) + "11" + "00".repeat(15)))
                .isEqualTo("05" + "00".repeat(15));
        assertThat(tag("01" + "00".repeat(31), "ff".repeat(16) + "fb" + "fe".repeat(15) + "01".repeat(16)))
                .isEqualTo("00".repeat(16));
        assertThat(tag("02" + "00".repeat(31), "fd" + "ff".repeat(15))).isEqualTo("fa" + "ff".repeat(15));
    }

    private static String tag(String key, String message) {
        var bytes = HexFormat.of().parseHex(message);
        return HexFormat.of().formatHex(new Poly1305(HexFormat.of().parseHex(key)).tag(bytes, 0, bytes.length));
    }

    /** Every length, from any place, with keys and messages that are random, all ones and all zeros. */
    @Test
    void isWhatItsDefinitionSays() {
        var random = new Random(1305);
        var key = new byte[32];
        for (int round = 0; round < 3000; round++) {
            var message = new byte[random.nextInt(200)];
            fill(random, key);
            fill(random, message);
            int offset = random.nextInt(message.length + 1);
            int length = message.length - offset;
            assertThat(new Poly1305(key).tag(message, offset, length))
                    .as("round %d", round)
                    .isEqualTo(defined(key, Arrays.copyOfRange(message, offset, message.length)));
        }
    }

    private static void fill(Random random, byte[] bytes) {
        switch (random.nextInt(3)) {
            case 0 -> Arrays.fill(bytes, (byte) 0);
            case 1 -> Arrays.fill(bytes, (byte) 0xff);
            default -> random.nextBytes(bytes);
        }
    }

    /** RFC 8439 section 2.5.1, word for word. */
    private static byte[] defined(byte[] key, byte[] message) {
        var clamp = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);
        var r = number(Arrays.copyOf(key, 16)).and(clamp);
        var sum = BigInteger.ZERO;
        for (int at = 0; at < message.length; at += 16) {
            var block = Arrays.copyOfRange(message, at, Math.min(at + 16, message.length));
            var marked = Arrays.copyOf(block, block.length + 1);
            marked[block.length] = 1;
            sum = sum.add(number(marked)).multiply(r).mod(PRIME);
        }
        var all = sum.add(number(Arrays.copyOfRange(key, 16, 32)));
        var tag = new byte[Poly1305.TAG_BYTES];
        for (int i = 0; i < tag.length; i++) {
            tag[i] = all.shiftRight(Byte.SIZE * i).byteValue();
        }
        return tag;
    }

    private static BigInteger number(byte[] littleEndian) {
        var bytes = new byte[littleEndian.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = littleEndian[bytes.length - 1 - i];
        }
        return new BigInteger(1, bytes);
    }
}
