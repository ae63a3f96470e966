package io.hawser.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;

class ChaCha20Poly1305Test {
    private static final byte[] KEY = key();
    private static final int NUMBER = 0x89abcdef;
    private static final int LENGTH = 4 + 24;

    /** As asyncssh 2.10.1 encrypts the same packet. */
    private static final byte[] SEALED = HexFormat.of()
            .parseHex("52a7505732e32f57b1e77aa10808ff65ae1a9f3c6c70c6f45f34a8438fc17a8f63c794361c1d5faf863bd4b8");

    private static byte[] key() {
        var key = new byte[64];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    private static byte[] packet() {
        return ByteBuffer.allocate(LENGTH + ChaCha20Poly1305.TAG_BYTES)
                .putInt(24)
                .put((byte) 15)
                .put("Forty bytes of a packet".getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Test
    void encryptsAsAnotherImplementation() throws Exception {
        var cipher = new ChaCha20Poly1305(true, KEY);
        for (int round = 0; round < 2; round++) {
            var packet = packet();
            cipher.begin(NUMBER + round);
            cipher.length(packet, 0, packet, 0);
            cipher.finish(packet, 0, LENGTH, packet, 0);
            if (round == 0) {
                assertThat(packet).isEqualTo(SEALED);
            } else {
                assertThat(packet).isNotEqualTo(SEALED);
            }
        }
    }

    @Test
    void decryptsWhatAnotherImplementationEncrypted() throws Exception {
        var cipher = new ChaCha20Poly1305(false, KEY);
        var length = new byte[4];
        var packet = SEALED.clone();
        cipher.begin(NUMBER);
        cipher.length(packet, 0, length, 0);
        cipher.finish(packet, 0, LENGTH, packet, 0);

        assertThat(length).containsExactly(0, 0, 0, 24);
        assertThat(Arrays.copyOfRange(packet, 4, LENGTH)).isEqualTo(Arrays.copyOfRange(packet(), 4, LENGTH));
    }

    @Test
    void refusesAPacketInWhichAnyByteWasChanged() throws Exception {
        var cipher = new ChaCha20Poly1305(false, KEY);
        for (int changed = 0; changed < SEALED.length; changed++) {
            var packet = SEALED.clone();
            packet[changed] ^= 1;
            var before = packet.clone();
            cipher.begin(NUMBER);
            assertThatThrownBy(() -> cipher.finish(packet, 0, LENGTH, packet, 0))
                    .isInstanceOf(AEADBadTagException.class);
            assertThat(packet).as("a forged packet is not decrypted").isEqualTo(before);
        }
    }

    @Test
    void refusesAPacketOfAnotherNumber() throws Exception {
        var cipher = new ChaCha20Poly1305(false, KEY);
        cipher.begin(NUMBER + 1);
        var packet = SEALED.clone();
        assertThatThrownBy(() -> cipher.finish(packet, 0, LENGTH, packet, 0)).isInstanceOf(AEADBadTagException.class);
    }
}
