package io.hawser.server.transport;

import java.util.function.Supplier;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.CipherFactory;

/** Makes ciphers of ours by the name, and with the sizes, of one of the library's. */
record OwnCipher(BuiltinCiphers like, Supplier<Cipher> maker) implements CipherFactory {
    @Override
    public Cipher create() {
        return maker.get();
    }

    @Override
    public String getName() {
        return like.getName();
    }

    @Override
    public boolean isSupported() {
        return like.isSupported();
    }

    @Override
    public String getAlgorithm() {
        return like.getAlgorithm();
    }

    @Override
    public String getTransformation() {
        return like.getTransformation();
    }

    @Override
    public int getIVSize() {
        return like.getIVSize();
    }

    @Override
    public int getAuthenticationTagSize() {
        return like.getAuthenticationTagSize();
    }

    @Override
    public int getCipherBlockSize() {
        return like.getCipherBlockSize();
    }

    @Override
    public int getKdfSize() {
        return like.getKdfSize();
    }

    @Override
    public int getKeySize() {
        return like.getKeySize();
    }
}
