package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a host is to be reached and logged in to.
 *
 * @param host as the user named it
 * @param hostName to connect to
 * @param keyAlias name to look the host key up by, in place of host and port
 * @param identities private key files, in the order to try
 * @param certificates of those keys, beside the ones found next to them
 * @param givenOnly whether the agent may use no other keys than these
 * @param agent its socket
 * @param algorithms settings by {@link Algorithms#keyword}, with {@code +}, {@code -} or {@code ^}
 * @param methods of authentication, in the order to try
 */
record HostConfig(
        String host,
        String hostName,
        int port,
        String user,
        Optional<String> keyAlias,
        List<Path> identities,
        List<Path> certificates,
        boolean givenOnly,
        Optional<Path> agent,
        Optional<String> proxyJump,
        Optional<String> proxyCommand,
        Duration aliveInterval,
        int aliveCount,
        Duration connectTimeout,
        String addressFamily,
        Map<String, String> algorithms,
        List<Path> userKnownHosts,
        List<Path> globalKnownHosts,
        StrictChecking checking,
        boolean hashNames,
        List<String> methods,
        int passwordPrompts,
        boolean mayPrompt) {

    /** What is done about a host key that is not known. */
    enum StrictChecking {
        /** Refused. */
        YES,
        /** Taken, and remembered. */
        ACCEPT_NEW,
        /** A person decides. */
        ASK,
        /** Taken; even one that differs from the known, but then no password is sent. */
        NO;

        static StrictChecking of(String value) throws StoreException {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "yes", "true" -> YES;
                case "accept-new" -> ACCEPT_NEW;
                case "ask" -> ASK;
                case "no", "off", "false" -> NO;
                default ->
                    throw new StoreException.Rejected(
                            "StrictHostKeyChecking", Shown.text(value) + " is none of yes, accept-new, ask, no");
            };
        }
    }

    /** The name under which its key is known, sshd(8) "SSH_KNOWN_HOSTS FILE FORMAT". */
    String keyName() {
        return keyAlias.map(name -> name.toLowerCase(Locale.ROOT))
                .orElseGet(() -> port == 22 ? lowerName() : "[" + lowerName() + "]:" + port);
    }

    String lowerName() {
        return hostName.toLowerCase(Locale.ROOT);
    }

    /** As {@code user@host:port}, to show. */
    @Override
    public String toString() {
        var name = hostName.contains(":") ? "[" + hostName + "]" : hostName;
        return user + "@" + (port == 22 ? hostName : name + ":" + port);
    }
}
