package io.hawser;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The digests and checksums that Hawser computes and compares, weakest first. */
public enum Algorithm {
    /** CRC-32 as in zip and S3's {@code x-amz-checksum-crc32}. */
    CRC32("crc32", 4, ""),
    /** CRC-32C (Castagnoli), RFC 3720. */
    CRC32C("crc32c", 4, ""),
    /** CRC-64/NVME as in S3's {@code x-amz-checksum-crc64nvme}: {@link Crc64Nvme}. */
    CRC64NVME("crc64nvme", 8, ""),
    /** RFC 1321. */
    MD5("md5", 16, "MD5"),
    /** FIPS 180-4. */
    SHA1("sha1", 20, "SHA-1"),
    /** FIPS 180-4. */
    SHA256("sha256", 32, "SHA-256"),
    /** FIPS 180-4. */
    SHA512("sha512", 64, "SHA-512");

    private final String label;
    private final int bytes;
    private final String jcaName;

    Algorithm(String label, int bytes, String jcaName) {
        this.label = label;
        this.bytes = bytes;
        this.jcaName = jcaName;
    }

    /** The name used on the command line and in reports: lower case, no dash. */
    public String label() {
        return label;
    }

    /** Length of a value in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether the value of a whole follows from the values of its parts, so that no second pass over the bytes is needed. */
    public boolean combinable() {
        return jcaName.isEmpty();
    }

    /** The name under which the Java security providers know it; empty for a {@linkplain #combinable() combinable} one. */
    public String jcaName() {
        return jcaName;
    }

    /** The algorithm of that name, in any case and with or without dashes: {@code SHA-256}, {@code sha256}. */
    public static Optional<Algorithm> named(String name) {
        var plain = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
        return Arrays.stream(values()).filter(a -> a.label.equals(plain)).findFirst();
    }

    /** All names, for messages. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Algorithm::label).toList();
    }
}
