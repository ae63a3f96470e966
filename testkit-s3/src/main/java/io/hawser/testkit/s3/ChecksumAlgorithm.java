package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import io.hawser.testkit.Spool;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** A checksum of S3. */
public enum ChecksumAlgorithm {
    /** The CRC of zip and gzip. */
    CRC32,
    /** Castagnoli's CRC. */
    CRC32C,
    /** CRC-64/NVME, the one that S3 computes where nobody asks for another. */
    CRC64NVME,
    /** SHA-1. */
    SHA1,
    /** SHA-256. */
    SHA256;

    /** Sums up bytes. */
    interface Sum extends Spool.Watcher {
        byte[] value();

        default String base64() {
            return Base64.getEncoder().encodeToString(value());
        }
    }

    /** Its header field. */
    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** Its XML element. */
    public String element() {
        return "Checksum" + name();
    }

    /** Of some bytes, as S3 writes it: in base64. */
    public String of(Content content) {
        Sum sum = start();
        byte[] buffer = new byte[1 << 16];
        for (long position = 0; position < content.size(); ) {
            int length = (int) Math.min(buffer.length, content.size() - position);
            content.read(position, buffer, 0, length);
            sum.add(buffer, 0, length);
            position += length;
        }
        return sum.base64();
    }

    /** Of the checksums of the parts of an object, with their number. */
    public String composite(List<String> parts) {
        Sum sum = start();
        for (String part : parts) {
            byte[] bytes = Base64.getDecoder().decode(part);
            sum.add(bytes, 0, bytes.length);
        }
        return sum.base64() + "-" + parts.size();
    }

    /** Whether the checksum of a multipart object can be that of its bytes; CRC64NVME is nothing else. */
    boolean canBeWhole() {
        return this == CRC32 || this == CRC32C || this == CRC64NVME;
    }

    /** By the name that S3 gives it. */
    static Optional<ChecksumAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equalsIgnoreCase(name))
                .findFirst();
    }

    Sum start() {
        return switch (this) {
            case CRC32 -> new Crc(new CRC32(), Integer.BYTES);
            case CRC32C -> new Crc(new CRC32C(), Integer.BYTES);
            case CRC64NVME -> new Crc(new Crc64Nvme(), Long.BYTES);
            case SHA1 -> digest("SHA-1");
            case SHA256 -> digest("SHA-256");
        };
    }

    static Sum digest(String name) {
        try {
            return new Digest(MessageDigest.getInstance(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Crc(Checksum checksum, int size) implements Sum {
        @Override
        public void add(byte[] bytes, int offset, int length) {
            checksum.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            byte[] all =
                    ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array();
            return Arrays.copyOfRange(all, Long.BYTES - size, Long.BYTES);
        }
    }

    private record Digest(MessageDigest digest) implements Sum {
        @Override
        public void add(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }
}
