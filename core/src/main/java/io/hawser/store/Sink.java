package io.hawser.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where bytes go. */
public interface Sink {
    /** Whether positions must rise without a gap from one write to the next. Other sinks take them as they come, from several threads. */
    boolean ordered();

    /**
     * Takes all of {@code bytes}, which belong at {@code position} of the file, and returns when the buffer may be used again. Blocks as long
     * as the target needs.
     */
    void write(long position, ByteBuffer bytes) throws IOException;
}
