package io.hawser.ssh.transport.crypto;

import com.jcraft.jsch.Cipher;
import io.hawser.crypto.ChaCha20Poly1305;
import java.security.GeneralSecurityException;

/** {@code chacha20-poly1305@openssh.com}; made by the library, by its name. */
public final class ChaCha20 implements Cipher {
    private ChaCha20Poly1305 packets;

    /** For the library. */
    public ChaCha20() {}

    @Override
    public int getIVSize() {
        // The library takes it for the size of the blocks that packets are padded to.
        return 8;
    }

    @Override
    public int getBlockSize() {
        // The library takes it for the size of the keys.
        return ChaCha20Poly1305.KEY_BYTES;
    }

    @Override
    public int getTagSize() {
        return ChaCha20Poly1305.TAG_BYTES;
    }

    @Override
    public void init(int direction, byte[] key, byte[] iv) throws GeneralSecurityException {
        packets = new ChaCha20Poly1305(direction == ENCRYPT_MODE, key);
    }

    /** Begins the packet of that number. */
    @Override
    public void update(int sequence) throws GeneralSecurityException {
        packets.begin(sequence);
    }

    @Override
    public void update(byte[] from, int offset, int length, byte[] to, int at) throws GeneralSecurityException {
        packets.length(from, offset, to, at);
    }

    /** Of a packet of {@code length} bytes, its own length in front; the tag follows it. */
    @Override
    public void doFinal(byte[] from, int offset, int length, byte[] to, int at) throws GeneralSecurityException {
        packets.finish(from, offset, length, to, at);
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
