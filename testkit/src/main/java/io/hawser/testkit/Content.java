package io.hawser.testkit;

import io.hawser.Algorithm;
import io.hawser.Crc64Nvme;
import io.hawser.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Bytes that can be read at any position, by any number of threads, without being held in memory as a whole: what a
 * server of this package serves and what a test compares with.
 */
public interface Content {
    /** The number of bytes, 0 or more. */
    long size();

    /**
     * Fills a piece of an array.
     *
     * @param position the first byte wanted, counted from 0
     * @param into what receives the bytes
     * @param offset where in {@code into} the first one goes
     * @param length how many
     * @throws IndexOutOfBoundsException if the content or the array has no such piece
     */
    void read(long position, byte[] into, int offset, int length);

    /**
     * Bytes that look random and follow from the seed alone, of any size up to the largest {@code long}, in constant
     * memory and faster than a loopback connection carries them.
     */
    static Content random(long seed, long size) {
        return new RandomContent(seed, size);
    }

    /** These bytes; the array is not copied. */
    static Content of(byte[] bytes) {
        return new HeldContent(bytes);
    }

    /** The UTF-8 bytes of a text. */
    static Content text(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** No byte at all. */
    static Content empty() {
        return of(new byte[0]);
    }

    /** A part of this content. */
    default Content slice(long from, long length) {
        return new SlicedContent(this, from, length);
    }

    /** This content with the lowest bit of one byte inverted. */
    default Content flippedAt(long position) {
        return new FlippedContent(this, position);
    }

    /**
     * This content, running an action each time a read reaches past a position: what lets a test replace a file while
     * its body is on the way.
     */
    default Content reaching(long position, Runnable action) {
        return new WatchedContent(this, position, action);
    }

    /** All bytes in one array. */
    default byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(size())];
        read(0, all, 0, all.length);
        return all;
    }

    /** The bytes in order. */
    default InputStream stream() {
        return new ContentStream(this);
    }

    /** Writes all bytes in order. */
    default void writeTo(OutputStream out) throws IOException {
        try (InputStream in = stream()) {
            in.transferTo(out);
        }
    }

    /** Makes a file of exactly these bytes, in place of one that is there. */
    default Path writeTo(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            writeTo(out);
        }
        return file;
    }

    /** The digest of all bytes, by an algorithm of {@link MessageDigest}, in lower-case hexadecimal. */
    default String digest(String algorithm) {
        return HexFormat.of().formatHex(digestBytes(algorithm));
    }

    /** The digest of all bytes, by an algorithm of {@link MessageDigest}. */
    default byte[] digestBytes(String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] buffer = new byte[1 << 16];
            for (long position = 0; position < size(); ) {
                int length = (int) Math.min(buffer.length, size() - position);
                read(position, buffer, 0, length);
                digest.update(buffer, 0, length);
                position += length;
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("No digest algorithm " + algorithm, e);
        }
    }

    /** The digest of all bytes, of any algorithm, computed in the plainest way. */
    default Digest digest(Algorithm algorithm) {
        if (!algorithm.combinable()) {
            return Digest.of(algorithm, digestBytes(algorithm.jcaName()));
        }
        Checksum checksum = switch (algorithm) {
            case CRC32 -> new CRC32();
            case CRC32C -> new CRC32C();
            default -> new Crc64Nvme();
        };
        checksum.update(bytes());
        return Digest.checksum(algorithm, checksum.getValue());
    }

    /** The digest of the digests of parts of that many bytes. */
    default Digest digestOfParts(Algorithm algorithm, long size) {
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        int count = 0;
        for (long start = 0; start < size() || count == 0; start += size) {
            Content part = slice(start, Math.min(size, size() - start));
            digests.writeBytes(HexFormat.of().parseHex(part.digest(algorithm).hex()));
            count++;
        }
        return Content.of(digests.toByteArray()).digest(algorithm).ofParts(count, size);
    }

    /** The SHA-256 of all bytes in lower-case hexadecimal. */
    default String sha256() {
        return digest("SHA-256");
    }

    /**
     * The first position at which a file differs from this content; where one of the two is the beginning of the
     * other, the length of the shorter.
     */
    default OptionalLong mismatch(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return mismatch(in);
        }
    }

    /** As {@link #mismatch(Path)}, for what a stream gives up to its end. */
    default OptionalLong mismatch(InputStream in) throws IOException {
        byte[] actual = new byte[1 << 16];
        byte[] expected = new byte[actual.length];
        long position = 0;
        while (true) {
            int length = in.readNBytes(actual, 0, actual.length);
            int comparable = (int) Math.min(length, size() - position);
            read(position, expected, 0, comparable);
            int difference = Arrays.mismatch(actual, 0, comparable, expected, 0, comparable);
            if (difference >= 0) {
                return OptionalLong.of(position + difference);
            }
            position += comparable;
            if (comparable < length) {
                return OptionalLong.of(position);
            }
            if (length < actual.length) {
                return position == size() ? OptionalLong.empty() : OptionalLong.of(position);
            }
        }
    }

    /** Checks that a content of some size has the piece asked for. */
    static void check(long size, long position, byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        Objects.checkFromIndexSize(position, length, size);
    }
}
