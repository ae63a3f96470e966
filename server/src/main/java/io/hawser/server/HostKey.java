package io.hawser.server;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A public key by which clients know a server.
 *
 * @param type such as {@code ssh-ed25519}, RFC 4253 section 6.6
 * @param key in base64, as it stands in a {@code known_hosts} file
 */
public record HostKey(String type, String key) {
    /** As {@code ssh} shows it: {@code SHA256:} and the digest in base64 without padding. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(key));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Type and key, as they stand in a {@code known_hosts} file. */
    @Override
    public String toString() {
        return type + " " + key;
    }
}
