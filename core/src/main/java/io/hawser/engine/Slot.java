package io.hawser.engine;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A transfer's place among those that run at the same time. It is given up while everybody who works on the transfer sleeps before a retry, so
 * that a transfer in trouble does not keep others from running.
 */
final class Slot implements AutoCloseable {
    private final Semaphore places;
    private final ReentrantLock returning = new ReentrantLock();
    private int workers = 1;
    private int sleepers;
    private boolean held;
    private boolean wanted;

    Slot(Semaphore places) {
        this.places = places;
    }

    /** A pause before a retry. */
    interface Pause {
        void run() throws IOException;
    }

    /** Waits for a place, unless the transfer has one. */
    void acquire(CancelToken token) throws IOException {
        var waiter = Thread.currentThread();
        try (var _ = token.onCancel(waiter::interrupt)) {
            token.check();
            returning.lockInterruptibly();
            try {
                if (!held()) {
                    places.acquire();
                    take();
                }
            } finally {
                returning.unlock();
            }
        } catch (InterruptedException e) {
            throw token.interrupted(e);
        }
    }

    /** Takes a place if nobody waits for it. */
    boolean tryAcquire() {
        boolean got;
        try {
            // The form with a time heeds those who wait.
            got = places.tryAcquire(0, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (got) {
            take();
        }
        return got;
    }

    /** How many threads work on the transfer from now on. */
    synchronized void workers(int count) {
        workers = count;
    }

    /** Runs {@code pause}, without the place if nobody else is at work. */
    void sleeping(Pause pause, CancelToken token) throws IOException {
        synchronized (this) {
            sleepers++;
            if (sleepers >= workers) {
                close();
            }
        }
        try {
            pause.run();
        } finally {
            synchronized (this) {
                sleepers--;
            }
        }
        if (wanted()) {
            acquire(token);
        }
    }

    /** Whether the work needs a place at all; a look at a store does not. */
    private synchronized boolean wanted() {
        return wanted;
    }

    private synchronized boolean held() {
        return held;
    }

    private synchronized void take() {
        wanted = true;
        held = true;
    }

    /** Gives the place up, if the transfer has it. */
    @Override
    public synchronized void close() {
        if (held) {
            held = false;
            places.release();
        }
    }
}
