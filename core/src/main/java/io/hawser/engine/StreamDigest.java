package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest that is fed its bytes in order. */
sealed interface StreamDigest {
    void update(ByteBuffer bytes);

    /** A digest that goes on from here by itself, so that a part can be fed again. */
    StreamDigest fork();

    /** The digest of all that was fed; call it once. */
    Digest finish();

    /** One that is computed as {@code like} was, and is empty as yet. */
    static StreamDigest of(Digest like) {
        return like.parts().isPresent()
                ? new OfParts(like.algorithm(), like.parts().get().size())
                : of(like.algorithm());
    }

    private static StreamDigest of(Algorithm algorithm) {
        return algorithm.combinable() ? new Sum(Crc.of(algorithm)) : Message.start(algorithm);
    }

    /** A checksum, put together from those of the pieces. */
    final class Sum implements StreamDigest {
        private final Crc crc;
        private long value;

        Sum(Crc crc) {
            this.crc = crc;
        }

        @Override
        public void update(ByteBuffer bytes) {
            int count = bytes.remaining();
            value = crc.combine(value, crc.of(bytes), count);
            bytes.position(bytes.limit());
        }

        @Override
        public StreamDigest fork() {
            var other = new Sum(crc);
            other.value = value;
            return other;
        }

        long value() {
            return value;
        }

        @Override
        public Digest finish() {
            return Digest.checksum(crc.algorithm(), value);
        }
    }

    /** The digest of the digests of parts of one size. */
    final class OfParts implements StreamDigest {
        private final Algorithm algorithm;
        private final long size;
        private final StreamDigest ended;
        private StreamDigest part;
        private long room;
        private int count;

        private OfParts(Algorithm algorithm, long size) {
            this(algorithm, size, of(algorithm), of(algorithm));
        }

        private OfParts(Algorithm algorithm, long size, StreamDigest ended, StreamDigest part) {
            this.algorithm = algorithm;
            this.size = size;
            this.ended = ended;
            this.part = part;
            this.room = size;
        }

        @Override
        public void update(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                if (room == 0) {
                    end();
                }
                int taken = (int) Math.min(room, bytes.remaining());
                part.update(bytes.slice(bytes.position(), taken));
                bytes.position(bytes.position() + taken);
                room -= taken;
            }
        }

        private void end() {
            ended.update(ByteBuffer.wrap(HexFormat.of().parseHex(part.finish().hex())));
            count++;
            part = of(algorithm);
            room = size;
        }

        @Override
        public StreamDigest fork() {
            var other = new OfParts(algorithm, size, ended.fork(), part.fork());
            other.room = room;
            other.count = count;
            return other;
        }

        /** The last part may be shorter than the others, and a file has one even if it is empty. */
        @Override
        public Digest finish() {
            end();
            return ended.finish().ofParts(count, size);
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
