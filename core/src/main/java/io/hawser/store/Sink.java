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

    /** What a sink does with its bytes. */
    @FunctionalInterface
    interface Taking {
        /** As {@link Sink#write}. */
        void take(long position, ByteBuffer bytes) throws IOException;
    }

    /** An ordered sink that hands on what it is given. */
    static Sink inOrder(Taking taking) {
        return new Sink() {
            @Override
            public boolean ordered() {
                return true;
            }

            @Override
            public void write(long position, ByteBuffer bytes) throws IOException {
                taking.take(position, bytes);
            }
        };
    }
}
