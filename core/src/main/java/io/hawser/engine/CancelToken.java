package io.hawser.engine;

import io.hawser.StoreException;
import io.hawser.Ticker;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls work off. Whoever waits registers how to be woken; a child token is called off with its parent. The first reason stays: none for a
 * cancellation, an exception for a passed deadline or the failure of a sibling.
 */
final class CancelToken implements AutoCloseable {
    private final Set<Waker> wakers = new LinkedHashSet<>();
    private final ReentrantLock waking = new ReentrantLock();
    private final Scope.Hold fromParent;
    private boolean cancelled;
    private StoreException reason;

    CancelToken() {
        fromParent = () -> {};
    }

    /** A token that is called off with {@code parent}; closing it ends that link. */
    CancelToken(CancelToken parent) {
        fromParent = parent.onCancel(() -> cancel(parent.reason()));
    }

    /** Calls the work off; {@code why} may be null. Only the first call has an effect. */
    void cancel(StoreException why) {
        waking.lock();
        try {
            List<Waker> wake;
            synchronized (this) {
                if (cancelled) {
                    return;
                }
                cancelled = true;
                reason = why;
                wake = new ArrayList<>(wakers);
                wakers.clear();
            }
            wake.forEach(w -> w.action.run());
        } finally {
            waking.unlock();
        }
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    private synchronized StoreException reason() {
        return reason;
    }

    /** Throws when the work was called off: the reason, or {@link Stopped}. */
    synchronized void check() throws IOException {
        if (cancelled) {
            throw reason != null ? reason : new Stopped();
        }
    }

    /**
     * Runs {@code action} when the work is called off, at once if it is already. Once the result is closed, the action does not run any more, nor is
     * it still running.
     */
    Scope.Hold onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                var waker = new Waker(action);
                wakers.add(waker);
                return waker;
            }
        }
        action.run();
        return () -> {};
    }

    /** A registered action. */
    private final class Waker implements Scope.Hold {
        private final Runnable action;

        private Waker(Runnable action) {
            this.action = action;
        }

        @Override
        public void close() {
            synchronized (CancelToken.this) {
                if (wakers.remove(this) || !cancelled) {
                    return;
                }
            }
            // An interrupt that came late would hit whatever this thread does next.
            waking.lock();
            waking.unlock();
        }
    }

    /** Sleeps, but no longer than until the work is called off. */
    void sleep(Ticker ticker, Duration duration) throws IOException {
        var sleeper = Thread.currentThread();
        try (var _ = onCancel(sleeper::interrupt)) {
            check();
            ticker.sleep(duration);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What to throw after an interrupt: why the work was called off, or that somebody else interrupted it. */
    IOException interrupted(InterruptedException e) {
        try {
            check();
        } catch (IOException called) {
            return called;
        }
        Thread.currentThread().interrupt();
        var stopped = new Stopped();
        stopped.initCause(e);
        return stopped;
    }

    @Override
    public void close() {
        fromParent.close();
    }
}
