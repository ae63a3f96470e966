package io.hawser.engine;

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
        super(message(expected, actual));
        this.actual = actual;
        this.told = new StoreException.Corrupt(source, message(expected, actual));
    }

    private static String message(Expectation expected, Digest actual) {
        var promise = switch (expected.by()) {
            case SOURCE -> "the source promises";
            case SIDECAR -> "the digest file says";
            case GIVEN -> "expected was";
            case NONE -> throw new IllegalStateException("compared with nothing");
        };
        return "the bytes are not the right ones: " + promise + " " + expected.digest() + ", what came has "
                + actual.hex();
    }

    Digest actual() {
        return actual;
    }

    /** The failure as it is told to the user. */
    StoreException.Corrupt told() {
        return told;
    }
}
