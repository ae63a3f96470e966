package io.hawser.ssh.transport;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of algorithm: what is offered by default, best first, and what can be asked for beside it.
 *
 * @param keyword of ssh_config
 * @param settings of the library that take the list
 * @param defaults modern ones only
 * @param others old ones, for servers that know no better
 */
record Algorithms(String keyword, List<String> settings, List<String> defaults, List<String> others) {
    private static final List<String> CERTIFICATES = List.of(
            "ssh-ed25519-cert-v01@openssh.com",
            "ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "ecdsa-sha2-nistp384-cert-v01@openssh.com",
            "ecdsa-sha2-nistp521-cert-v01@openssh.com",
            "rsa-sha2-512-cert-v01@openssh.com",
            "rsa-sha2-256-cert-v01@openssh.com");
    private static final List<String> SIGNATURES = List.of(
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "rsa-sha2-512",
            "rsa-sha2-256");

    static final Algorithms KEX = new Algorithms(
            "KexAlgorithms",
            List.of("kex"),
            List.of(
                    "mlkem768x25519-sha256",
                    "curve25519-sha256",
                    "curve25519-sha256@libssh.org",
                    "ecdh-sha2-nistp256",
                    "ecdh-sha2-nistp384",
                    "ecdh-sha2-nistp521",
                    "diffie-hellman-group-exchange-sha256",
                    "diffie-hellman-group16-sha512",
                    "diffie-hellman-group18-sha512",
                    "diffie-hellman-group14-sha256"),
            List.of(
                    "mlkem768nistp256-sha256",
                    "mlkem1024nistp384-sha384",
                    "curve448-sha512",
                    "diffie-hellman-group15-sha512",
                    "diffie-hellman-group17-sha512",
                    "diffie-hellman-group14-sha1",
                    "diffie-hellman-group-exchange-sha1",
                    "diffie-hellman-group1-sha1"));

    static final Algorithms CIPHERS = new Algorithms(
            "Ciphers",
            List.of("cipher.c2s", "cipher.s2c"),
            List.of(
                    "aes128-gcm@openssh.com",
                    "aes256-gcm@openssh.com",
                    "chacha20-poly1305@openssh.com",
                    "aes128-ctr",
                    "aes192-ctr",
                    "aes256-ctr"),
            List.of("aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"));

    static final Algorithms MACS = new Algorithms(
            "MACs",
            List.of("mac.c2s", "mac.s2c"),
            List.of("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"),
            List.of("hmac-sha1-etm@openssh.com", "hmac-sha1", "hmac-sha1-96", "hmac-md5"));

    /** Certificates are offered only where a certificate authority of the host is known. */
    static final Algorithms HOST_KEYS = new Algorithms(
            "HostKeyAlgorithms", List.of("server_host_key"), joined(CERTIFICATES, SIGNATURES), List.of("ssh-rsa"));

    /** The last two are for keys on a token, which only an agent can use. */
    static final Algorithms USER_KEYS = new Algorithms(
            "PubkeyAcceptedAlgorithms",
            List.of("PubkeyAcceptedAlgorithms"),
            joined(
                    joined(CERTIFICATES, SIGNATURES),
                    List.of("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")),
            List.of("ssh-rsa"));

    static final List<Algorithms> ALL = List.of(KEX, CIPHERS, MACS, HOST_KEYS, USER_KEYS);

    /** Where AES runs in software, ChaCha20 is several times faster, and takes the same time whatever the key. */
    List<String> preferred(boolean fastAes) {
        if (fastAes || !equals(CIPHERS)) {
            return defaults;
        }
        var list = new ArrayList<>(defaults);
        list.remove("chacha20-poly1305@openssh.com");
        list.addFirst("chacha20-poly1305@openssh.com");
        return list;
    }

    /**
     * What a setting of ssh_config(5) makes of {@code base}: a list, or with {@code +}, {@code -} or {@code ^} in front what to add to its end, take away
     * by patterns, or put at its head.
     *
     * @return empty when nothing is left that is known here
     */
    List<String> apply(String setting, List<String> base) {
        return switch (setting.isEmpty() ? ' ' : setting.charAt(0)) {
            case '+' -> joined(base, known(setting.substring(1)));
            case '^' -> joined(known(setting.substring(1)), base);
            case '-' ->
                base.stream()
                        .filter(name -> !Patterns.matches(setting.substring(1), name))
                        .toList();
            default -> known(setting);
        };
    }

    /**
     * What a list that {@code ssh -G} printed asks for, given what it prints by default: empty when nothing. Its defaults are not ours, so that only
     * what was added to them is taken over, unless the list is another one altogether.
     */
    static Optional<String> setting(String printed, String byDefault) {
        if (printed.equals(byDefault)) {
            return Optional.empty();
        }
        if (printed.startsWith(byDefault + ",")) {
            return Optional.of("+" + printed.substring(byDefault.length() + 1));
        }
        var all = names(printed);
        var usual = names(byDefault);
        for (int head = 1; head < all.size(); head++) {
            var first = all.subList(0, head);
            var rest = new ArrayList<>(usual);
            rest.removeAll(first);
            if (all.subList(head, all.size()).equals(rest)) {
                return Optional.of("^" + String.join(",", first));
            }
        }
        return Optional.of(printed);
    }

    private List<String> known(String list) {
        return names(list).stream()
                .filter(name -> defaults.contains(name) || others.contains(name))
                .toList();
    }

    private static List<String> names(String list) {
        return List.of(list.split(","));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        Set<String> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
