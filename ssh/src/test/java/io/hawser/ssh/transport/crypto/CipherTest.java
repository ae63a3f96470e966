package io.hawser.ssh.transport.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.Cipher;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CipherTest {
    private static final int LENGTH_BYTES = 4;

    private static List<Supplier<Cipher>> gcm() {
        return List.of(Aes128Gcm::new, Aes256Gcm::new);
    }

    /** The library's own cipher takes over in the middle: each must go on with the other's counter. */
    @ParameterizedTest
    @MethodSource("gcm")
    void staysInStepWhileTheNativeCipherTakesOver(Supplier<Cipher> kind) throws Exception {
        var random = new Random(11);
        var key = new byte[64];
        var iv = new byte[32];
        random.nextBytes(key);
        random.nextBytes(iv);
        var sender = kind.get();
        var receiver = kind.get();
        sender.init(Cipher.ENCRYPT_MODE, key.clone(), iv.clone());
        receiver.init(Cipher.DECRYPT_MODE, key.clone(), iv.clone());
        for (int round = 0; round < 300; round++) {
            int length = 16 * random.nextInt(1, 500);
            var packet = new byte[LENGTH_BYTES + length + 16];
            random.nextBytes(packet);
            var plain = packet.clone();
            sender.updateAAD(packet, 0, LENGTH_BYTES);
            sender.doFinal(packet, LENGTH_BYTES, length, packet, LENGTH_BYTES);
            receiver.updateAAD(packet, 0, LENGTH_BYTES);
            receiver.doFinal(packet, LENGTH_BYTES, length + 16, packet, LENGTH_BYTES);
            assertThat(Arrays.copyOf(packet, LENGTH_BYTES + length))
                    .isEqualTo(Arrays.copyOf(plain, LENGTH_BYTES + length));
        }
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void rejectsAForgedPacket(Supplier<Cipher> kind) throws Exception {
        var sender = kind.get();
        var receiver = kind.get();
        sender.init(Cipher.ENCRYPT_MODE, new byte[64], new byte[32]);
        receiver.init(Cipher.DECRYPT_MODE, new byte[64], new byte[32]);
        var packet = new byte[LENGTH_BYTES + 32 + 16];
        sender.updateAAD(packet, 0, LENGTH_BYTES);
        sender.doFinal(packet, LENGTH_BYTES, 32, packet, LENGTH_BYTES);
        packet[7] ^= 1;
        receiver.updateAAD(packet, 0, LENGTH_BYTES);
        assertThatThrownBy(() -> receiver.doFinal(packet, LENGTH_BYTES, 48, packet, LENGTH_BYTES))
                .isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void chaCha20RejectsAForgedPacket() throws Exception {
        var sender = new ChaCha20();
        var receiver = new ChaCha20();
        sender.init(Cipher.ENCRYPT_MODE, new byte[64], new byte[0]);
        receiver.init(Cipher.DECRYPT_MODE, new byte[64], new byte[0]);
        var packet = new byte[LENGTH_BYTES + 24 + 16];
        sender.update(7);
        sender.update(packet, 0, LENGTH_BYTES, packet, 0);
        sender.doFinal(packet, 0, LENGTH_BYTES + 24, packet, 0);
        packet[12] ^= 1;
        receiver.update(7);
        assertThatThrownBy(() -> receiver.doFinal(packet, 0, LENGTH_BYTES + 24, packet, 0))
                .isInstanceOf(AEADBadTagException.class);
        packet[12] ^= 1;
        receiver.update(7);
        receiver.doFinal(packet, 0, LENGTH_BYTES + 24, packet, 0);
        assertThat(Arrays.copyOfRange(packet, LENGTH_BYTES, LENGTH_BYTES + 24)).containsOnly(0);
    }
}
