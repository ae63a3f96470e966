package io.hawser.server.transport;

import io.hawser.crypto.NativeCrypto;
import javax.crypto.Cipher;
import org.apache.sshd.common.cipher.BaseGCMCipher;
import org.apache.sshd.common.cipher.BuiltinCiphers;

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

    static OwnCipher like(BuiltinCiphers like) {
        return new OwnCipher(like, () -> new AesGcm(like));
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
}
