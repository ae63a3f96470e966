package io.hawser.cli;

import java.util.Optional;

/** The files that a command copies, one at a time. Not for use by several threads. */
interface JobStream extends AutoCloseable {
    /** The next one, or empty at the end. What goes wrong with a source comes out as a refusal of that source. */
    Optional<Job> next() throws InterruptedException;

    /** Lets go of what is open. Idempotent. */
    @Override
    void close();
}
