package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;

/** All bytes came, and they are not the ones that were promised. Worth fetching again: the line may have damaged them. */
final class DigestMismatch extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Digest actual;
    private final StoreException.Corrupt told;

    DigestMismatch(Location source, Expectation expected, Digest actual) {
        this(source, message(expected, actual), actual);
    }

    /** What an earlier run left in {@code range} of the target is not what the source has there, which is {@code actual}. */
    DigestMismatch(Location source, ByteRange range, Digest actual) {
        this(
                source,
                "the bytes " + range + " that an earlier run left in the target are not those of the source",
                actual);
    }

    private DigestMismatch(Location source, String message, Digest actual) {
        super(message);
        this.actual = actual;
        this.told = new StoreException.Corrupt(source, message);
    }

    private static String message(Expectation expected, Digest actual) {
        var promise = switch (expected.by()) {
            case SOURCE -> "the source promises";
            case SIDECAR -> "the digest file says";
            case GIVEN -> "expected was";
            case NONE, TARGET -> throw new IllegalStateException("nobody promised a digest");
        };
        return "the bytes are not the right ones: " + promise + " " + expected.digest() + ", what came has "
                + actual.value();
    }

    Digest actual() {
        return actual;
    }

    /** The failure as it is told to the user. */
    StoreException.Corrupt told() {
        return told;
    }
}
