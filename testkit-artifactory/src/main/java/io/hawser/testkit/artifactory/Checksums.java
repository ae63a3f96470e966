package io.hawser.testkit.artifactory;

import io.hawser.testkit.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The checksums of a file, as far as they are known, in lower-case hexadecimal. Files from before Artifactory 5.5 have
 * no SHA-256.
 */
public record Checksums(Map<Kind, String> values) {
    /** The algorithms of Artifactory. */
    public enum Kind {
        /** As the header field {@code X-Checksum-Md5} has it. */
        MD5("Md5", "MD5", 32),
        /** As the header field {@code X-Checksum-Sha1} has it. */
        SHA1("Sha1", "SHA-1", 40),
        /** As the header field {@code X-Checksum-Sha256} has it. */
        SHA256("Sha256", "SHA-256", 64);

        private final String word;
        private final String algorithm;
        private final int digits;

        Kind(String word, String algorithm, int digits) {
            this.word = word;
            this.algorithm = algorithm;
            this.digits = digits;
        }

        /** The header field that carries it. */
        public String header() {
            return "X-Checksum-" + word;
        }

        /** Its name in JSON. */
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The name that {@link MessageDigest} knows it by. */
        public String algorithm() {
            return algorithm;
        }

        /** Whether a text can be such a checksum. */
        public boolean fits(String text) {
            return text.length() == digits && text.matches("[0-9a-f]+");
        }
    }

    /** Keeps a copy. */
    public Checksums {
        EnumMap<Kind, String> copy = new EnumMap<>(Kind.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /** No checksum. */
    public static Checksums none() {
        return new Checksums(Map.of());
    }

    /** All checksums of a content, computed in one pass. */
    public static Checksums of(Content content) {
        Map<Kind, MessageDigest> digests = digests();
        byte[] buffer = new byte[1 << 16];
        for (long position = 0; position < content.size(); ) {
            int length = (int) Math.min(buffer.length, content.size() - position);
            content.read(position, buffer, 0, length);
            digests.values().forEach(digest -> digest.update(buffer, 0, length));
            position += length;
        }
        return of(digests);
    }

    static Map<Kind, MessageDigest> digests() {
        EnumMap<Kind, MessageDigest> digests = new EnumMap<>(Kind.class);
        try {
            for (Kind kind : Kind.values()) {
                digests.put(kind, MessageDigest.getInstance(kind.algorithm()));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return digests;
    }

    static Checksums of(Map<Kind, MessageDigest> digests) {
        EnumMap<Kind, String> values = new EnumMap<>(Kind.class);
        digests.forEach((kind, digest) -> values.put(kind, HexFormat.of().formatHex(digest.digest())));
        return new Checksums(values);
    }

    /** One of them, where it is known. */
    public Optional<String> get(Kind kind) {
        return Optional.ofNullable(values.get(kind));
    }

    /** These and one more. */
    public Checksums with(Kind kind, String value) {
        EnumMap<Kind, String> more = new EnumMap<>(Kind.class);
        more.putAll(values);
        more.put(kind, value);
        return new Checksums(more);
    }

    /** These but one. */
    public Checksums without(Kind kind) {
        EnumMap<Kind, String> fewer = new EnumMap<>(Kind.class);
        fewer.putAll(values);
        fewer.remove(kind);
        return new Checksums(fewer);
    }

    /** Those that the other has with another value. */
    List<Kind> contradicting(Checksums other) {
        return values.keySet().stream()
                .filter(kind -> other.get(kind).filter(values.get(kind)::equals).isEmpty())
                .toList();
    }
}
