package io.hawser.engine;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A transfer's place among those that run at the same time. It is given up while everybody who works on the transfer sleeps before a retry, so
 * that a transfer in trouble does not keep others from running.
 */
final class Slot implements AutoCloseable {
    private final Places places;
    private final ReentrantLock returning = new ReentrantLock();
    private int workers = 1;
    private int sleepers;
    private boolean held;
    private boolean wanted;

    Slot(Places places) {
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
                    places.take();
                    taken();
                }
            } finally {
                returning.unlock();
            }
        } catch (InterruptedException e) {
            throw token.interrupted(e);
        }
    }

    /** Takes a place, then the result is null; or has {@code work} begun when its turn comes. */
    Places.Turn request(Places.Work work) {
        var turn = places.request(work);
        if (turn == null) {
            taken();
        }
        return turn;
    }

    /** Gives up waiting; false when the place is there. */
    boolean withdraw(Places.Turn turn) {
        return places.withdraw(turn);
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

    /** The transfer has a place from now on. */
    synchronized void taken() {
        wanted = true;
        held = true;
    }

    /** Gives the place up, if the transfer has it. */
    @Override
    public void close() {
        var next = pass();
        if (next != null) {
            next.start();
        }
    }

    /** Gives the place up, if the transfer has it; the result, unless it is null, is work that the caller has to begin. */
    synchronized Places.Work pass() {
        if (!held) {
            return null;
        }
        held = false;
        return places.pass();
    }
}
