package io.hawser.ssh.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Host keys that are known, sshd(8) "SSH_KNOWN_HOSTS FILE FORMAT". */
final class KnownHosts {
    /** What a line says of its key. */
    enum Marker {
        NONE,
        CERT_AUTHORITY,
        REVOKED
    }

    /** A line that is about the host asked for. */
    record Known(Marker marker, String type, byte[] key, String place) {
        boolean is(byte[] other) {
            return MessageDigest.isEqual(key, other);
        }
    }

    private KnownHosts() {}

    /** What these files say of a host under that name. Files that are not there say nothing, and lines that cannot be read are told to {@code trace}. */
    static List<Known> lookup(List<Path> files, String name, Consumer<String> trace) {
        var found = new ArrayList<Known>();
        for (var file : files) {
            try {
                var lines = Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList();
                for (int i = 0; i < lines.size(); i++) {
                    read(lines.get(i).strip(), name, file + ":" + (i + 1), trace)
                            .ifPresent(found::add);
                }
            } catch (NoSuchFileException _) {
                // Nobody is known there yet.
            } catch (IOException e) {
                trace.accept(file + ": cannot be read: " + Shown.words(e));
            }
        }
        return found;
    }

    private static Optional<Known> read(String line, String name, String place, Consumer<String> trace) {
        if (line.isEmpty() || line.startsWith("#")) {
            return Optional.empty();
        }
        var fields = line.split("\\s+");
        int at = fields[0].startsWith("@") ? 1 : 0;
        if (fields.length < at + 3) {
            trace.accept(place + ": no host key");
            return Optional.empty();
        }
        if (!covers(fields[at], name)) {
            return Optional.empty();
        }
        var marker = switch (at == 0 ? "" : fields[0]) {
            case "" -> Marker.NONE;
            case "@cert-authority" -> Marker.CERT_AUTHORITY;
            case "@revoked" -> Marker.REVOKED;
            default -> null;
        };
        try {
            if (marker != null) {
                return Optional.of(
                        new Known(marker, fields[at + 1], Base64.getDecoder().decode(fields[at + 2]), place));
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        trace.accept(place + ": not understood");
        return Optional.empty();
    }

    private static boolean covers(String hosts, String name) {
        return hosts.startsWith("|1|")
                ? hashed(hosts, name)
                : Patterns.matches(hosts.toLowerCase(java.util.Locale.ROOT), name);
    }

    private static boolean hashed(String hosts, String name) {
        var parts = hosts.split("\\|");
        try {
            return parts.length == 4
                    && Arrays.equals(
                            Base64.getDecoder().decode(parts[3]),
                            hash(Base64.getDecoder().decode(parts[2]), name));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** HMAC-SHA-1 of the name, which here only hides it from who reads the file. */
    static byte[] hash(byte[] salt, String name) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }

    /** As ssh shows a key: {@code SHA256:} and the Base64 of its digest. */
    static String fingerprint(byte[] key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The type that a key names at its beginning, RFC 4253 section 6.6. */
    static String type(byte[] key) {
        int length = key.length < 4
                ? 0
                : (key[0] & 0xff) << 24 | (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | key[3] & 0xff;
        return length < 1 || length > key.length - 4
                ? "unknown"
                : Shown.text(new String(key, 4, length, StandardCharsets.US_ASCII));
    }

    /** A type as people call it: {@code ED25519}, {@code ECDSA}, {@code RSA}. */
    static String shortType(String type) {
        return switch (type) {
            case "ssh-ed25519" -> "ED25519";
            case "ssh-rsa" -> "RSA";
            default -> type.startsWith("ecdsa-") ? "ECDSA" : type;
        };
    }
}
