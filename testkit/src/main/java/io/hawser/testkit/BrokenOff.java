package io.hawser.testkit;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Scope;

/**
 * The waits of one operation of a {@link MemoryStore}, ended by its scope. The thread is interrupted only while it waits
 * here: within a sink an interrupt would close what is not this operation's.
 */
final class BrokenOff implements AutoCloseable {
    private final Location location;
    private final Scope.Hold hold;
    private Thread waiter;
    private boolean stopped;

    BrokenOff(Location location, Scope scope) {
        this.location = location;
        this.hold = scope.hold(this::stop);
    }

    private synchronized void stop() {
        stopped = true;
        if (waiter != null) {
            waiter.interrupt();
        }
    }

    /** Throws if the operation was broken off. */
    synchronized void check() throws StoreException {
        if (stopped) {
            throw new StoreException.Unavailable(location, "broken off");
        }
    }

    /**
     * Waits for a pace.
     *
     * @throws InterruptedException also when the operation is broken off
     */
    void await(Pace pace) throws InterruptedException {
        synchronized (this) {
            if (stopped) {
                throw new InterruptedException();
            }
            waiter = Thread.currentThread();
        }
        try {
            pace.next();
        } finally {
            synchronized (this) {
                waiter = null;
                if (stopped) {
                    // Our own interrupt, which may have come after the wait had ended.
                    Thread.interrupted();
                }
            }
        }
    }

    /** What to throw after an interrupted wait. */
    StoreException explain(InterruptedException e) {
        synchronized (this) {
            if (!stopped) {
                Thread.currentThread().interrupt();
            }
        }
        return new StoreException.Unavailable(location, "broken off", e);
    }

    @Override
    public void close() {
        hold.close();
    }
}
