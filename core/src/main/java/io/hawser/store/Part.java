package io.hawser.store;

import io.hawser.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A piece of the source on its way into an {@link Upload}, which pulls its bytes. */
public interface Part {
    /** Which bytes; {@linkplain ByteRange#open() open} when the end is not known. */
    ByteRange range();

    /**
     * Hands the part's bytes to {@code sink} and returns the position after the last one. Failures of the source are retried within, so what
     * comes out of here is final. For a target that becomes visible by its last byte (an HTTP PUT), the last byte comes only after the whole
     * was verified.
     */
    long copyTo(Sink sink) throws IOException;

    /** Whether {@link #copyTo} can be called again after the target failed. */
    boolean replayable();

    /**
     * All its bytes, where they are in memory already, good until {@link Upload#write} returns: a target that would hold a part while it sends it needs no memory of
     * its own then. {@link #copyTo} is called all the same, once, to account for them.
     */
    default Optional<ByteBuffer> bytes() {
        return Optional.empty();
    }
}
