package io.hawser;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A digest or checksum of some bytes: the algorithm and its value in lower-case hexadecimal.
 *
 * <ul>
 *   <li>{@code hex} has exactly two digits for each of the algorithm's bytes;
 *   <li>checksums are written most significant byte first.
 * </ul>
 */
public record Digest(Algorithm algorithm, String hex) {
    public Digest {
        hex = hex.toLowerCase(Locale.ROOT);
        if (hex.length() != algorithm.bytes() * 2 || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new IllegalArgumentException("not a " + algorithm.label() + " value (" + algorithm.bytes() * 2
                    + " hexadecimal digits expected): " + (hex.length() > 140 ? hex.substring(0, 140) + "…" : hex));
        }
    }

    /** The digest with that value, as the algorithm gives it. */
    public static Digest of(Algorithm algorithm, byte[] value) {
        return new Digest(algorithm, HexFormat.of().formatHex(value));
    }

    /** A CRC-32C from the value that {@link java.util.zip.CRC32C} gives. */
    public static Digest crc32c(int value) {
        return new Digest(Algorithm.CRC32C, HexFormat.of().toHexDigits(value));
    }

    @Override
    public String toString() {
        return algorithm.label() + ":" + hex;
    }
}
