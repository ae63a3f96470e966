package io.hawser;

import java.time.Duration;

/** One copy under way: a future with progress. Safe for any thread. */
public interface Transfer {
    /** A number of its own within one {@link Hawser}, rising from 0. */
    long id();

    Location source();

    Location target();

    /** Whatever the caller gave along with the copy; may be null. */
    Object context();

    /** Whether it is over, and everything it used has been cleaned up or released. */
    boolean done();

    /**
     * Waits until it is {@linkplain #done() done}.
     *
     * @return how it ended, also when it failed
     * @throws InterruptedException when the waiting thread is interrupted; the transfer goes on
     */
    Outcome await() throws InterruptedException;

    /**
     * Waits that long at most.
     *
     * @return whether it is done
     */
    boolean await(Duration limit) throws InterruptedException;

    /**
     * Waits for the end and insists on success. An interrupt of the waiting thread cancels the transfer.
     *
     * @return {@link Outcome.Copied} or {@link Outcome.Skipped}
     * @throws StoreException the cause of a failure
     * @throws java.util.concurrent.CancellationException when it was cancelled
     * @throws InterruptedException when the waiting thread was interrupted
     */
    Outcome result() throws StoreException, InterruptedException;

    /** Asks it to stop. It is over when {@link #done()} says so; nothing happens when it is already. */
    void cancel();

    Progress progress();
}
