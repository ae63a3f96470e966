package io.hawser.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's own ciphers beside the library's. */
class CipherTest {
    private static final int LENGTH_BYTES = 4;
    private static final int TAG_BYTES = 16;

    private static List<OwnCipher> ciphers() {
        return List.of(ChaCha20.like(), AesGcm.like(BuiltinCiphers.aes128gcm), AesGcm.like(BuiltinCiphers.aes256gcm));
    }

    private static Cipher initialized(Cipher cipher, Cipher.Mode mode, long first) throws Exception {
        var key = new byte[cipher.getKdfSize()];
        new Random(1).nextBytes(key);
        var iv = new byte[cipher.getIVSize()];
        ByteBuffer.wrap(iv).putLong(iv.length - Long.BYTES, first);
        cipher.init(mode, key, iv);
        return cipher;
    }

    /** Both ways, over the numbers at which a counter of 32 bits begins anew, with packets of all sizes. */
    @ParameterizedTest
    @MethodSource("ciphers")
    void isTheLibrarysByteForByte(OwnCipher own) throws Exception {
        var random = new Random(2);
        long first = 0xffff_ffffL - 20;
        var ours = initialized(own.create(), Cipher.Mode.Encrypt, first);
        var theirs = initialized(own.like().create(), Cipher.Mode.Encrypt, first);
        var back = initialized(own.create(), Cipher.Mode.Decrypt, first);
        for (int number = 0; number < 100; number++) {
            int start = random.nextInt(10);
            int length = own.getCipherBlockSize() * random.nextInt(1, 5000);
            var plain = new byte[start + LENGTH_BYTES + length + TAG_BYTES + 3];
            random.nextBytes(plain);
            var packet = plain.clone();
            var expected = plain.clone();

            ours.updateWithAAD(packet, start, LENGTH_BYTES, length);
            theirs.updateWithAAD(expected, start, LENGTH_BYTES, length);
            assertThat(packet).as("packet %d", number).isEqualTo(expected);

            back.updateAAD(packet, start, LENGTH_BYTES);
            assertThat(Arrays.copyOfRange(packet, start, start + LENGTH_BYTES))
                    .isEqualTo(Arrays.copyOfRange(plain, start, start + LENGTH_BYTES));
            back.update(packet, start + LENGTH_BYTES, length);
            assertThat(Arrays.copyOfRange(packet, start + LENGTH_BYTES, start + LENGTH_BYTES + length))
                    .isEqualTo(Arrays.copyOfRange(plain, start + LENGTH_BYTES, start + LENGTH_BYTES + length));
        }
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void refusesAForgedPacket(OwnCipher own) throws Exception {
        int length = 2 * own.getCipherBlockSize();
        for (int changed = 0; changed < LENGTH_BYTES + length + TAG_BYTES; changed++) {
            var sender = initialized(own.create(), Cipher.Mode.Encrypt, 7);
            var receiver = initialized(own.create(), Cipher.Mode.Decrypt, 7);
            var packet = new byte[LENGTH_BYTES + length + TAG_BYTES];
            sender.updateWithAAD(packet, 0, LENGTH_BYTES, length);
            packet[changed] ^= 1;
            receiver.updateAAD(packet, 0, LENGTH_BYTES);
            assertThatThrownBy(() -> receiver.update(packet, LENGTH_BYTES, length))
                    .as("byte %d", changed)
                    .isInstanceOf(AEADBadTagException.class);
        }
    }
}
