package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Verified;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides whether what is in the target is all of the source and nothing else. */
final class Verification {
    private final Location source;
    private final Optional<Expectation> expectation;
    private final OptionalLong expectedSize;

    Verification(Location source, Optional<Expectation> expectation, OptionalLong expectedSize) {
        this.source = source;
        this.expectation = expectation;
        this.expectedSize = expectedSize;
    }

    /**
     * Insists on the expected size.
     *
     * @throws StoreException.Rejected when it is another one
     */
    void checkSize(long actual) throws StoreException {
        if (expectedSize.isPresent() && expectedSize.getAsLong() != actual) {
            throw new StoreException.Rejected(
                    source, "has " + actual + " bytes, expected were " + expectedSize.getAsLong());
        }
    }

    /** A digest like the one that must be computed from the bytes in order, or null: a checksum of the whole comes from the pieces. */
    Digest needed() {
        return expectation.map(Expectation::digest).filter(d -> !fromPieces(d)).orElse(null);
    }

    /** The checksum that must be kept of the pieces beside their CRC-32C. */
    Optional<Crc> further() {
        return expectation
                .map(Expectation::digest)
                .filter(d -> fromPieces(d) && d.algorithm() != Algorithm.CRC32C)
                .map(d -> Crc.of(d.algorithm()));
    }

    private static boolean fromPieces(Digest digest) {
        return digest.algorithm().combinable() && digest.parts().isEmpty();
    }

    /**
     * Checks a file of {@code size} bytes.
     *
     * @param inOrder the {@linkplain #needed() needed} digest, fed with all the bytes; null when none is
     * @throws DigestMismatch when the digest is not the expected one
     */
    Verified check(long size, Coverage coverage, StreamDigest inOrder) throws IOException {
        return check(size, coverage, inOrder == null ? Optional.empty() : Optional.of(inOrder.finish()));
    }

    /** Checks a file of {@code size} bytes whose {@linkplain #needed() needed} digest is known. */
    Verified check(long size, Coverage coverage, Optional<Digest> computed) throws IOException {
        if (coverage.contiguous() != size || coverage.bytes() != size) {
            throw new StoreException.Unavailable(
                    source, coverage.bytes() + " bytes came, " + size + " were due: the copy is not complete");
        }
        checkSize(size);
        var crc = Digest.crc32c(coverage.crcFrom(0));
        if (expectation.isEmpty()) {
            return new Verified(Optional.of(crc), Verified.By.NONE);
        }
        var sum = coverage.further()
                .map(further -> Digest.checksum(further.algorithm(), coverage.furtherOf(new ByteRange(0, size))))
                .orElse(crc);
        return expectation.get().confirm(computed.orElse(sum), source);
    }
}
