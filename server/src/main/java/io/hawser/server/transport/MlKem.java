package io.hawser.server.transport;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KEM;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.digest.Digest;
import org.apache.sshd.common.kex.AbstractDH;
import org.apache.sshd.common.kex.DHFactory;
import org.apache.sshd.common.kex.KeyEncapsulationMethod;
import org.apache.sshd.common.kex.MontgomeryCurve;
import org.apache.sshd.common.kex.XDH;

/**
 * {@code mlkem768x25519-sha256} of draft-ietf-sshm-mlkem-hybrid-kex, the server's side, with the JDK's ML-KEM: the transport library's own wants another
 * cryptographic library beside it.
 */
final class MlKem implements DHFactory {
    static final String NAME = "mlkem768x25519-sha256";

    private static final String ALGORITHM = "ML-KEM-768";

    /** FIPS 203 table 3. */
    private static final int PUBLIC_KEY_BYTES = 1184;

    /** What stands before the bytes of a key in a SubjectPublicKeyInfo, RFC 9935. */
    private static final byte[] KEY_HEAD = HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isSupported() {
        return MontgomeryCurve.x25519.isSupported();
    }

    @Override
    public boolean isGroupExchange() {
        return false;
    }

    @Override
    public AbstractDH create(Object... parameters) throws Exception {
        return new XDH(MontgomeryCurve.x25519, true) {
            @Override
            public Digest getHash() {
                return BuiltinDigests.sha256.create();
            }

            @Override
            public KeyEncapsulationMethod getKeyEncapsulation() {
                return new Method();
            }
        };
    }

    private static final class Method implements KeyEncapsulationMethod {
        @Override
        public Client getClient() {
            throw new UnsupportedOperationException("a server's key exchange");
        }

        @Override
        public Server getServer() {
            return new Encapsulation();
        }
    }

    private static final class Encapsulation implements KeyEncapsulationMethod.Server {
        private KEM.Encapsulated made;

        @Override
        public int getPublicKeyLength() {
            return PUBLIC_KEY_BYTES;
        }

        /** Takes the client's key, which what follows it is given back of. */
        @Override
        public byte[] init(byte[] data) {
            if (data.length < PUBLIC_KEY_BYTES) {
                throw new IllegalArgumentException("a key of " + data.length + " bytes");
            }
            try {
                byte[] encoded = new byte[KEY_HEAD.length + PUBLIC_KEY_BYTES];
                System.arraycopy(KEY_HEAD, 0, encoded, 0, KEY_HEAD.length);
                System.arraycopy(data, 0, encoded, KEY_HEAD.length, PUBLIC_KEY_BYTES);
                PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
                made = KEM.getInstance(ALGORITHM).newEncapsulator(key).encapsulate();
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("not an ML-KEM-768 key", e);
            }
            return Arrays.copyOfRange(data, PUBLIC_KEY_BYTES, data.length);
        }

        @Override
        public byte[] getSecret() {
            return made.key().getEncoded();
        }

        @Override
        public byte[] getEncapsulation() {
            return made.encapsulation();
        }
    }
}
