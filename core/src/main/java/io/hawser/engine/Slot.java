package io.hawser.engine;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A transfer's place among those that run at the same time, and its permits of the hosts that it goes to: one, and one more for each further lane. All of them are given up
 * while everybody who works on the transfer sleeps before a retry, so that a transfer in trouble does not keep others from running; and had again together.
 */
final class Slot implements AutoCloseable {
    private final Places places;
    private final Places.Route route;
    private final ReentrantLock returning = new ReentrantLock();
    private int workers = 1;
    private int sleepers;
    private int further;
    private boolean held;
    private boolean wanted;

    Slot(Places places, Places.Route route) {
        this.places = places;
        this.route = route;
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
                    int parts = parts();
                    places.take(route, parts);
                    taken(parts);
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
        var turn = places.request(work, route);
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

    private synchronized int parts() {
        return 1 + further;
    }

    /** The transfer has a place from now on. */
    synchronized void taken() {
        wanted = true;
        held = true;
    }

    private void taken(int parts) {
        int surplus;
        synchronized (this) {
            taken();
            surplus = parts - parts();
        }
        // A lane was given back while its permit was waited for.
        places.releaseFurther(route, surplus);
    }

    /** Permits for further lanes, as many as are free, at most {@code most}. */
    synchronized int takeFurther(int most) {
        int got = places.takeFurther(route, most);
        further += got;
        return got;
    }

    /** Gives permits of further lanes back. */
    void releaseFurther(int count) {
        boolean there;
        synchronized (this) {
            further -= count;
            there = held;
        }
        if (there) {
            places.releaseFurther(route, count);
        }
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
        return places.pass(route, parts());
    }
}
