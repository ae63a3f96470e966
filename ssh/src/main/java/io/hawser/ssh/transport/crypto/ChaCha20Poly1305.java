package io.hawser.ssh.transport.crypto;

import com.jcraft.jsch.Cipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code chacha20-poly1305@openssh.com}, draft-ietf-sshm-chacha20-poly1305: two keys, one for the lengths of packets and one for the rest, and the packet's
 * number as nonce. Made by the library, by its name.
 */
public final class ChaCha20Poly1305 implements Cipher {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int BLOCK_BYTES = 64;
    private static final int LENGTH_BYTES = 4;

    private int mode;
    private SecretKeySpec headerKey;
    private SecretKeySpec mainKey;
    private javax.crypto.Cipher header;
    private javax.crypto.Cipher main;
    private Poly1305 authenticator;

    /** For the library. */
    public ChaCha20Poly1305() {}

    @Override
    public int getIVSize() {
        // The library takes it for the size of the blocks that packets are padded to.
        return 8;
    }

    @Override
    public int getBlockSize() {
        // The library takes it for the size of the keys.
        return 2 * KEY_BYTES;
    }

    @Override
    public int getTagSize() {
        return Poly1305.TAG_BYTES;
    }

    @Override
    public void init(int direction, byte[] key, byte[] iv) throws GeneralSecurityException {
        mode = direction;
        mainKey = new SecretKeySpec(key, 0, KEY_BYTES, "ChaCha20");
        headerKey = new SecretKeySpec(key, KEY_BYTES, KEY_BYTES, "ChaCha20");
        header = javax.crypto.Cipher.getInstance("ChaCha20");
        main = javax.crypto.Cipher.getInstance("ChaCha20");
    }

    /** Begins the packet of that number. */
    @Override
    public void update(int sequence) throws GeneralSecurityException {
        // The nonce of 64 bits that OpenSSH uses stands in the last eight bytes of RFC 8439's; the upper half of its
        // counter stays 0.
        var nonce = ByteBuffer.allocate(NONCE_BYTES)
                .putLong(4, Integer.toUnsignedLong(sequence))
                .array();
        var parameters = new ChaCha20ParameterSpec(nonce, 0);
        int direction = mode == ENCRYPT_MODE ? javax.crypto.Cipher.ENCRYPT_MODE : javax.crypto.Cipher.DECRYPT_MODE;
        header.init(direction, headerKey, parameters);
        main.init(direction, mainKey, parameters);
        authenticator = new Poly1305(main.update(new byte[BLOCK_BYTES]));
    }

    @Override
    public void update(byte[] from, int offset, int length, byte[] to, int at) throws GeneralSecurityException {
        header.update(from, offset, length, to, at);
    }

    /** Of a packet of {@code length} bytes, its own length in front; the tag follows it. */
    @Override
    public void doFinal(byte[] from, int offset, int length, byte[] to, int at) throws GeneralSecurityException {
        if (mode == DECRYPT_MODE) {
            var expected = authenticator.tag(from, offset, length);
            var actual = Arrays.copyOfRange(from, offset + length, offset + length + Poly1305.TAG_BYTES);
            if (!MessageDigest.isEqual(expected, actual)) {
                throw new AEADBadTagException("the tag is not that of the packet");
            }
        }
        main.doFinal(from, offset + LENGTH_BYTES, length - LENGTH_BYTES, to, at + LENGTH_BYTES);
        if (mode == ENCRYPT_MODE) {
            var tag = authenticator.tag(to, at, length);
            System.arraycopy(tag, 0, to, at + length, tag.length);
        }
    }

    @Override
    public boolean isCBC() {
        return false;
    }

    @Override
    public boolean isAEAD() {
        return true;
    }

    @Override
    public boolean isChaCha20() {
        return true;
    }
}
