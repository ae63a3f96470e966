package io.hawser.server.transport;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.DHFactory;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.kex.DHGServer;

/** What the server agrees to, best first. Whatever is not in these lists is refused. */
final class Algorithms {
    private Algorithms() {}

    static List<KeyExchangeFactory> keyExchanges() {
        return Stream.<DHFactory>of(
                        new MlKem(),
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.dhg16_512,
                        BuiltinDHFactories.dhg18_512)
                .filter(DHFactory::isSupported)
                .map(DHGServer::newFactory)
                .toList();
    }

    /** Host keys and users' keys: a DSA key, or SHA-1, is no proof. */
    static List<NamedFactory<Signature>> signatures() {
        return List.of(
                BuiltinSignatures.ed25519,
                BuiltinSignatures.nistp256,
                BuiltinSignatures.nistp384,
                BuiltinSignatures.nistp521,
                BuiltinSignatures.rsaSHA512,
                BuiltinSignatures.rsaSHA256);
    }

    static List<NamedFactory<Cipher>> ciphers() {
        return List.of(
                AesGcm.like(BuiltinCiphers.aes128gcm),
                AesGcm.like(BuiltinCiphers.aes256gcm),
                ChaCha20.like(),
                BuiltinCiphers.aes128ctr,
                BuiltinCiphers.aes192ctr,
                BuiltinCiphers.aes256ctr);
    }

    /** For the ciphers that need one. The last two, over what is not encrypted, are for libssh2 before 1.11 and Twisted, which know no others. */
    static List<NamedFactory<Mac>> macs() {
        return List.of(
                BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm, BuiltinMacs.hmacsha256, BuiltinMacs.hmacsha512);
    }

    /** What host keys are made of; by which their files are chosen. */
    static final Map<String, String> HOST_KEYS = Map.of(
            "ssh-ed25519", "Ed25519",
            "ecdsa-sha2-nistp256", "ECDSA",
            "ecdsa-sha2-nistp384", "ECDSA",
            "ecdsa-sha2-nistp521", "ECDSA",
            "ssh-rsa", "RSA");
}
