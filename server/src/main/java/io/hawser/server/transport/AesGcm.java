package io.hawser.server.transport;

import javax.crypto.Cipher;
import org.apache.sshd.common.cipher.BaseGCMCipher;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.CipherFactory;

/** AES in Galois/counter mode, RFC 5647; goes over to the native implementation, from one packet to the next, as soon as that is loaded. */
final class AesGcm extends BaseGCMCipher {
    private Cipher fast;

    private AesGcm(BuiltinCiphers like) {
        super(
                like.getIVSize(),
                like.getAuthenticationTagSize(),
                like.getKdfSize(),
                like.getAlgorithm(),
                like.getKeySize(),
                like.getTransformation(),
                like.getCipherBlockSize());
    }

    @Override
    protected Cipher getInitializedCipherInstance() throws Exception {
        if (fast == null && !initialized && NativeCrypto.loaded() != null) {
            fast = Cipher.getInstance(getTransformation(), NativeCrypto.loaded());
        }
        return super.getInitializedCipherInstance();
    }

    @Override
    protected Cipher getCipherInstance() {
        return fast == null ? super.getCipherInstance() : fast;
    }

    /** Makes ciphers of a name and size. */
    record Factory(BuiltinCiphers like) implements CipherFactory {
        @Override
        public org.apache.sshd.common.cipher.Cipher create() {
            return new AesGcm(like);
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
}
