package io.hawser.ssh.transport.crypto;

import com.jcraft.jsch.Cipher;
import io.hawser.crypto.NativeCrypto;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in Galois/counter mode, RFC 5647 section 7.1, as {@code aes128-gcm@openssh.com} and {@code aes256-gcm@openssh.com} use it. Begins with the JDK's cipher
 * and goes over to a native one as soon as that is there: from one packet to the next nothing is kept but the key and the counter.
 */
abstract class AesGcm implements Cipher {
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    /** Bytes after which a native cipher is worth its loading: short commands and small files never pay for it. */
    private static final int MUCH = 64 << 10;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private final int keyBytes;
    private javax.crypto.Cipher cipher;
    private boolean isNative;
    private long done;
    private int mode;
    private SecretKeySpec key;
    private byte[] iv;
    private ByteBuffer counter;
    private long first;

    AesGcm(int keyBytes) {
        this.keyBytes = keyBytes;
    }

    @Override
    public int getIVSize() {
        // Not the vector's size: the library takes it for the size of the blocks that packets are padded to.
        return 16;
    }

    @Override
    public int getBlockSize() {
        // Not the block's size: the library takes it for the size of the key.
        return keyBytes;
    }

    @Override
    public int getTagSize() {
        return TAG_BYTES;
    }

    @Override
    public void init(int direction, byte[] keyMaterial, byte[] ivMaterial) throws GeneralSecurityException {
        mode = direction == ENCRYPT_MODE ? javax.crypto.Cipher.ENCRYPT_MODE : javax.crypto.Cipher.DECRYPT_MODE;
        key = new SecretKeySpec(keyMaterial, 0, keyBytes, "AES");
        iv = Arrays.copyOf(ivMaterial, IV_BYTES);
        counter = ByteBuffer.wrap(iv);
        first = counter.getLong(4);
        cipher = javax.crypto.Cipher.getInstance(TRANSFORMATION);
        next();
    }

    @Override
    public void update(byte[] from, int offset, int length, byte[] to, int at) throws GeneralSecurityException {
        cipher.update(from, offset, length, to, at);
    }

    @Override
    public void updateAAD(byte[] bytes, int offset, int length) {
        cipher.updateAAD(bytes, offset, length);
    }

    @Override
    public void doFinal(byte[] from, int offset, int length, byte[] to, int at) throws GeneralSecurityException {
        cipher.doFinal(from, offset, length, to, at);
        done += length;
        if (done >= MUCH && !isNative) {
            NativeCrypto.load();
        }
        long count = counter.getLong(4) + 1;
        if (count == first) {
            throw new IllegalStateException("a key has been used for as many packets as it may be");
        }
        counter.putLong(4, count);
        next();
    }

    private void next() throws GeneralSecurityException {
        var provider = isNative ? null : NativeCrypto.loaded();
        if (provider != null) {
            cipher = javax.crypto.Cipher.getInstance(TRANSFORMATION, provider);
            isNative = true;
        }
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
    }

    @Override
    public boolean isCBC() {
        return false;
    }

    @Override
    public boolean isAEAD() {
        return true;
    }
}
