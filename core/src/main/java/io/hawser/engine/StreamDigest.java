package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** A digest that is fed its bytes in order. */
sealed interface StreamDigest {
    void update(ByteBuffer bytes);

    /** A digest that goes on from here by itself, so that a part can be fed again. */
    StreamDigest fork();

    /** The digest of all that was fed; call it once. */
    Digest finish();

    static StreamDigest of(Algorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new Combined(algorithm, Crc.CRC32, CRC32::new, 0);
            case CRC32C -> new Combined(algorithm, Crc.C32C, CRC32C::new, 0);
            case MD5, SHA1, SHA256, SHA512 -> Message.start(algorithm);
        };
    }

    /** A checksum, put together from those of the pieces. */
    final class Combined implements StreamDigest {
        private final Algorithm algorithm;
        private final Crc crc;
        private final Supplier<Checksum> checksum;
        private int value;

        private Combined(Algorithm algorithm, Crc crc, Supplier<Checksum> checksum, int value) {
            this.algorithm = algorithm;
            this.crc = crc;
            this.checksum = checksum;
            this.value = value;
        }

        @Override
        public void update(ByteBuffer bytes) {
            int count = bytes.remaining();
            var piece = checksum.get();
            piece.update(bytes);
            value = crc.combine(value, (int) piece.getValue(), count);
        }

        @Override
        public StreamDigest fork() {
            return new Combined(algorithm, crc, checksum, value);
        }

        @Override
        public Digest finish() {
            return Digest.of(algorithm, ByteBuffer.allocate(4).putInt(value).array());
        }
    }

    /** A digest of the Java security providers. */
    final class Message implements StreamDigest {
        private final Algorithm algorithm;
        private final MessageDigest digest;

        private Message(Algorithm algorithm, MessageDigest digest) {
            this.algorithm = algorithm;
            this.digest = digest;
        }

        private static Message start(Algorithm algorithm) {
            try {
                return new Message(algorithm, MessageDigest.getInstance(algorithm.jcaName()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no " + algorithm.jcaName(), e);
            }
        }

        @Override
        public void update(ByteBuffer bytes) {
            digest.update(bytes);
        }

        @Override
        public StreamDigest fork() {
            try {
                return new Message(algorithm, (MessageDigest) digest.clone());
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(algorithm.jcaName() + " of this Java cannot be copied", e);
            }
        }

        @Override
        public Digest finish() {
            return Digest.of(algorithm, digest.digest());
        }
    }
}
