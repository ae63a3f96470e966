package io.hawser.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * How many transfers run at the same time. Places are given out in the order of the requests, to threads that wait for one and to work that is begun when its
 * turn comes. Whoever gives one up on a worker can carry out the next work by itself, so that many small files follow one another on a few threads.
 */
final class Places {
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private int free;

    Places(int count) {
        free = count;
    }

    /** Work that waits for a place. */
    interface Work {
        /** Begins it on another thread: it has its place. */
        void start();
    }

    /** A request that waits. */
    static final class Turn {
        private final Work work;
        private final CountDownLatch come = new CountDownLatch(1);
        private boolean withdrawn;

        private Turn(Work work) {
            this.work = work;
        }
    }

    /** Takes a place, then the result is null; or queues up for one, and has {@code work}, unless it is null, begun when its turn comes. */
    synchronized Turn request(Work work) {
        if (free > 0) {
            free--;
            return null;
        }
        var turn = new Turn(work);
        waiting.add(turn);
        return turn;
    }

    /** Takes a place, when there is one. */
    void take() throws InterruptedException {
        var turn = request(null);
        if (turn == null) {
            return;
        }
        try {
            turn.come.await();
        } catch (InterruptedException e) {
            if (!withdraw(turn)) {
                release();
            }
            throw e;
        }
    }

    /** Gives a turn up; false when it has come already. */
    synchronized boolean withdraw(Turn turn) {
        if (turn.come.getCount() == 0) {
            return false;
        }
        // It is passed over when it comes, since a search for it among a million would take too long.
        turn.withdrawn = true;
        return true;
    }

    /** Gives a place to the next that waits for one. */
    void release() {
        var next = pass();
        if (next != null) {
            next.start();
        }
    }

    /** Gives a place to the next that waits for one; when that is work, the caller has to begin it. */
    synchronized Work pass() {
        for (var turn = waiting.poll(); turn != null; turn = waiting.poll()) {
            if (!turn.withdrawn) {
                turn.come.countDown();
                return turn.work;
            }
        }
        free++;
        return null;
    }
}
