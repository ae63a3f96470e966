package io.hawser.ssh;

import java.io.IOException;

/** What the standard input of one run is read from. */
interface Feed {
    /**
     * Reads what there is, at least one byte; blocks until then.
     *
     * @return how many bytes; -1 at the end; 0 from a channel that does not block and has none
     */
    int read(byte[] buffer) throws IOException;

    /** Closes or releases it, and wakes up whoever reads, where that can be done. From any thread, once. */
    void close() throws IOException;
}
