package io.hawser.ssh.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The two-way stream of bytes that an SSH connection runs over: a socket, a channel of another connection, a process.
 *
 * <p>Writing never blocks: what the other side does not take at once waits in a queue that a thread of its own empties. So the thread that reads the
 * connection, which also answers, never waits for a peer that itself waits for us to read; and closing never waits either. Whoever sends much calls
 * {@link #awaitRoom} beforehand.
 */
interface Wire {
    /** One thread reads. */
    InputStream input();

    /** Never blocks; throws once the wire is closed or broken. */
    OutputStream output();

    /** Waits until little is queued for the other side, or until {@code needless}. */
    void awaitRoom(BooleanSupplier needless) throws IOException;

    /** Closes both directions at once. Only the first reason counts. Idempotent; never blocks. */
    void close(String reason);

    /** Why it was closed or broke, in words. */
    Optional<String> reason();

    /** Waits for the wire to be closed, as long as that at most. */
    void awaitClose(Duration time) throws InterruptedException;

    /** Has the reading thread do something each time before it waits for bytes; quick, and set before it is read. */
    void beforeWaiting(Runnable action);

    /** How long the reading thread has been waiting for a byte, in nanoseconds; 0 while it is busy with what came. */
    long silence();

    /** What to call the other side. */
    String peer();
}
