package io.hawser.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes to and from the other side, blocking. One thread uses it at a time, but {@link #abort} may come from any. */
interface Wire {
    /** Reads what is there, at least a byte, into {@code buffer}; -1 when the other side has ended. */
    int read(ByteBuffer buffer) throws IOException;

    /** Writes all that remains in {@code buffers}. */
    void write(ByteBuffer... buffers) throws IOException;

    /**
     * Whether an idle connection still can take a request: its other side has neither closed it nor sent anything.
     * Does not block.
     */
    boolean quiet();

    /**
     * As {@link #quiet}, of a connection that was in use a moment ago: may miss that it was closed, which the next request finds out, but never that something was sent.
     */
    default boolean quietLately() {
        return quiet();
    }

    /** Closes at once, without draining and without a farewell; a blocked read or write fails. */
    void abort();
}
