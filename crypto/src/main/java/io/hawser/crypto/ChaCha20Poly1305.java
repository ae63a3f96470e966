package io.hawser.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code chacha20-poly1305@openssh.com}, draft-ietf-sshm-chacha20-poly1305: two keys, one for the lengths of packets and one for the rest, and the packet's
 * number as nonce. For one direction of a connection, on the JDK's ChaCha20.
 */
public final class ChaCha20Poly1305 {
    /** Both keys. */
    public static final int KEY_BYTES = 64;

    /** What follows a packet. */
    public static final int TAG_BYTES = Poly1305.TAG_BYTES;

    /** A packet's length, which stands in front of it. */
    public static final int LENGTH_BYTES = 4;

    private static final int NONCE_BYTES = 12;
    private static final int BLOCK_BYTES = 64;

    private final int mode;
    private final SecretKeySpec lengthKey;
    private final SecretKeySpec mainKey;
    private final Cipher lengths;
    private final Cipher main;
    private Poly1305 authenticator;

    /** With the first 64 bytes of {@code key}. */
    public ChaCha20Poly1305(boolean encrypts, byte[] key) throws GeneralSecurityException {
        mode = encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        mainKey = new SecretKeySpec(key, 0, KEY_BYTES / 2, "ChaCha20");
        lengthKey = new SecretKeySpec(key, KEY_BYTES / 2, KEY_BYTES / 2, "ChaCha20");
        lengths = Cipher.getInstance("ChaCha20");
        main = Cipher.getInstance("ChaCha20");
    }

    /** Begins the packet of that number. */
    public void begin(int sequence) throws GeneralSecurityException {
        // The nonce of 64 bits that OpenSSH uses stands in the last eight bytes of RFC 8439's; the upper half of its
        // counter stays 0.
        var nonce = ByteBuffer.allocate(NONCE_BYTES)
                .putLong(4, Integer.toUnsignedLong(sequence))
                .array();
        var parameters = new ChaCha20ParameterSpec(nonce, 0);
        lengths.init(mode, lengthKey, parameters);
        main.init(mode, mainKey, parameters);
        authenticator = new Poly1305(main.update(new byte[BLOCK_BYTES]));
    }

    /** Encrypts or decrypts the packet's length. */
    public void length(byte[] from, int offset, byte[] to, int at) throws GeneralSecurityException {
        lengths.update(from, offset, LENGTH_BYTES, to, at);
    }

    /**
     * Encrypts the rest of a packet and puts the tag behind it, or checks the tag and decrypts the rest.
     *
     * @param offset where the packet begins in {@code from}, with its encrypted length
     * @param length of the packet with its length in front, without the tag
     * @param at the same place in {@code to}, which has the encrypted length already when encrypting
     * @throws AEADBadTagException when the tag is not that of the packet; nothing was decrypted then
     */
    public void finish(byte[] from, int offset, int length, byte[] to, int at) throws GeneralSecurityException {
        if (mode == Cipher.DECRYPT_MODE) {
            var expected = authenticator.tag(from, offset, length);
            var actual = Arrays.copyOfRange(from, offset + length, offset + length + TAG_BYTES);
            if (!MessageDigest.isEqual(expected, actual)) {
                throw new AEADBadTagException("the tag is not that of the packet");
            }
        }
        main.doFinal(from, offset + LENGTH_BYTES, length - LENGTH_BYTES, to, at + LENGTH_BYTES);
        if (mode == Cipher.ENCRYPT_MODE) {
            var tag = authenticator.tag(to, at, length);
            System.arraycopy(tag, 0, to, at + length, tag.length);
        }
    }
}
