package io.hawser.server.transport;

import io.hawser.server.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * The keys of a user, sshd(8) "AUTHORIZED_KEYS FILE FORMAT". Files are read again at each login, so that a key taken out of one is refused from then on. A line with an
 * option that would restrict more than this server does anyway is no key.
 */
public final class AuthorizedKeys {
    /** Options that forbid what nobody may do here. */
    private static final Set<String> HARMLESS = Set.of(
            "restrict", "no-agent-forwarding", "no-port-forwarding", "no-pty", "no-user-rc", "no-x11-forwarding");

    private AuthorizedKeys() {}

    /** Whether the line is a key that lets somebody in. */
    public static boolean isKey(String line) {
        // No server may have been started yet.
        JdkEdDsa.install();
        return !isBlank(line) && resolve(line) != null;
    }

    static boolean contain(User user, PublicKey key) {
        var lines = new ArrayList<>(user.keys());
        for (Path file : user.keyFiles()) {
            try {
                // Of any encoding: what is not ASCII is a comment.
                lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
            } catch (IOException _) {
                // What cannot be read lets nobody in.
                continue;
            }
        }
        return lines.stream().anyMatch(line -> matches(line, key));
    }

    /** @throws IllegalArgumentException for a line that is no key */
    static void check(List<String> lines, String whose) {
        for (String line : lines) {
            if (!isBlank(line) && resolve(line) == null) {
                throw new IllegalArgumentException(
                        "user " + whose + ": not a public key, or one with an option that this server does not know");
            }
        }
    }

    private static boolean isBlank(String line) {
        return line.isBlank() || line.strip().startsWith("#");
    }

    private static boolean matches(String line, PublicKey key) {
        return !isBlank(line) && resolve(line) instanceof PublicKey known && KeyUtils.compareKeys(known, key);
    }

    /** Null when it is no key that lets somebody in. */
    private static PublicKey resolve(String line) {
        try {
            AuthorizedKeyEntry entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line.strip());
            if (entry == null || !HARMLESS.containsAll(options(entry))) {
                return null;
            }
            return entry.resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
        } catch (IOException | GeneralSecurityException | RuntimeException _) {
            return null;
        }
    }

    private static List<String> options(AuthorizedKeyEntry entry) {
        return entry.getLoginOptions() == null
                ? List.of()
                : entry.getLoginOptions().keySet().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList();
    }
}
