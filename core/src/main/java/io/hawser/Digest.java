package io.hawser;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A digest or checksum of some bytes: the algorithm and its value in lower-case hexadecimal.
 *
 * <ul>
 *   <li>{@code hex} has exactly two digits for each of the algorithm's bytes;
 *   <li>checksums are written most significant byte first;
 *   <li>with {@code parts}, it is the digest of the digests of the parts of the whole, one after the other in binary, as S3 keeps it of what was uploaded in parts.
 * </ul>
 */
public record Digest(Algorithm algorithm, String hex, Optional<Parts> parts) {
    /**
     * The parts whose digests were digested: {@code count} of them, all of {@code size} bytes but the last, which may be shorter. A single part may have any
     * size, and then it is the largest there is.
     */
    public record Parts(int count, long size) {
        public Parts {
            if (count < 1 || size < 1) {
                throw new IllegalArgumentException("not parts: " + count + " of " + size + " bytes");
            }
            size = count == 1 ? Long.MAX_VALUE : size;
        }
    }

    public Digest {
        hex = hex.toLowerCase(Locale.ROOT);
        if (hex.length() != algorithm.bytes() * 2 || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new IllegalArgumentException("not a " + algorithm.label() + " value (" + algorithm.bytes() * 2
                    + " hexadecimal digits expected): " + (hex.length() > 140 ? hex.substring(0, 140) + "…" : hex));
        }
    }

    /** Of the whole. */
    public Digest(Algorithm algorithm, String hex) {
        this(algorithm, hex, Optional.empty());
    }

    /** The digest with that value, as the algorithm gives it. */
    public static Digest of(Algorithm algorithm, byte[] value) {
        return new Digest(algorithm, HexFormat.of().formatHex(value));
    }

    /** A checksum from the value that {@link java.util.zip.Checksum} gives. */
    public static Digest checksum(Algorithm algorithm, long value) {
        return new Digest(algorithm, HexFormat.of().toHexDigits(value, algorithm.bytes() * 2));
    }

    /** A CRC-32C from the value that {@link java.util.zip.CRC32C} gives. */
    public static Digest crc32c(int value) {
        return checksum(Algorithm.CRC32C, value);
    }

    /** The same value as one of the digests of that many parts, each of {@code size} bytes but the last. */
    public Digest ofParts(int count, long size) {
        return new Digest(algorithm, hex, Optional.of(new Parts(count, size)));
    }

    /** Whether the two are computed alike, so that they differ only where the bytes do: by one algorithm, of the whole or of parts of one size. */
    public boolean comparable(Digest other) {
        return algorithm == other.algorithm && parts.map(Parts::size).equals(other.parts.map(Parts::size));
    }

    /** The value, followed by the count of parts where there are parts: {@code HEX-5}. */
    public String value() {
        return parts.map(p -> hex + "-" + p.count()).orElse(hex);
    }

    @Override
    public String toString() {
        return algorithm.label() + ":" + value();
    }
}
