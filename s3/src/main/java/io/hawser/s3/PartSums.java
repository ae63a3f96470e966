package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.Crc64Nvme;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** What is computed of a part's bytes: CRC-32C always, the checksum that S3 is to have of them, and MD5 where only that can prove that they arrived. */
final class PartSums {
    private final CRC32C crc = new CRC32C();
    private final Optional<Algorithm> kept;
    private final Checksum checksum;
    private final MessageDigest digest;
    private final MessageDigest md5;
    private Optional<String> checksumOfAll;
    private Optional<Md5> md5OfAll;

    /** {@code kept}: what S3 is to have; {@code withMd5}: whether MD5 is needed. */
    PartSums(Optional<Algorithm> kept, boolean withMd5) {
        this.kept = kept;
        this.checksum = kept.filter(Algorithm::combinable)
                .map(algorithm -> switch (algorithm) {
                    case CRC32 -> new CRC32();
                    case CRC64NVME -> new Crc64Nvme();
                    default -> null;
                })
                .orElse(null);
        this.digest = kept.filter(algorithm -> !algorithm.combinable())
                .map(algorithm -> digest(algorithm.jcaName()))
                .orElse(null);
        this.md5 = withMd5 ? digest("MD5") : null;
    }

    /** Of all bytes in memory. */
    static PartSums of(PartMemory memory, Optional<Algorithm> kept, boolean withMd5) {
        var sums = new PartSums(kept, withMd5);
        memory.read(sums::update);
        return sums;
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }

    /** Takes the next bytes; the buffer's position stays. */
    void update(ByteBuffer bytes) {
        crc.update(bytes.duplicate());
        if (checksum != null) {
            checksum.update(bytes.duplicate());
        }
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        if (md5 != null) {
            md5.update(bytes.duplicate());
        }
    }

    /** Bytes of the checksum that S3 is to have; 0 for none. */
    int checksumBytes() {
        return kept.map(Algorithm::bytes).orElse(0);
    }

    int crc32c() {
        return (int) crc.getValue();
    }

    /** The checksum that S3 is to have, in base64 as it writes it, after all bytes. */
    Optional<String> checksum() {
        if (checksumOfAll == null) {
            checksumOfAll = kept.map(algorithm -> digest != null
                    ? Base64.getEncoder().encodeToString(digest.digest())
                    : base64(algorithm, checksum == null ? crc.getValue() : checksum.getValue()));
        }
        return checksumOfAll;
    }

    /** A checksum's value as S3 writes it. */
    static String base64(Algorithm algorithm, long value) {
        var bytes = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        var own = ByteBuffer.allocate(algorithm.bytes()).put(bytes, Long.BYTES - algorithm.bytes(), algorithm.bytes());
        return Base64.getEncoder().encodeToString(own.array());
    }

    /** The MD5, after all bytes; empty where none was wanted. */
    Optional<Md5> md5() {
        if (md5OfAll == null) {
            md5OfAll = md5 == null ? Optional.empty() : Optional.of(new Md5(md5.digest()));
        }
        return md5OfAll;
    }

    /** Of all bytes in memory. */
    static Md5 md5(PartMemory memory) {
        var md5 = digest("MD5");
        memory.read(md5::update);
        return new Md5(md5.digest());
    }

    /** An MD5 as S3 writes it, in base64 for requests and in hexadecimal for ETags. */
    record Md5(byte[] value) {
        String base64() {
            return Base64.getEncoder().encodeToString(value);
        }

        /** The ETag of what has this MD5, in quotes. */
        String etag() {
            return '"' + HexFormat.of().formatHex(value) + '"';
        }
    }
}
