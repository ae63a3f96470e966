package io.hawser.engine;

import java.util.concurrent.Semaphore;

/**
 * Bounds how many connections move bytes at the same time over all transfers, and so the memory of their buffers. Every running transfer has one lane by
 * its place; further ones are taken only if they are free, and permits of its hosts are, so nobody ever waits for one.
 */
final class Lanes {
    /** Lanes at the most: with buffers of half a MiB each, 32 MiB. */
    static final int MOST = 64;

    private final Semaphore further;

    /** {@code places}: how many transfers run at the same time, at most {@link #MOST}. */
    Lanes(int places) {
        further = new Semaphore(MOST - places);
    }

    /** One lane that the transfer has, and up to {@code wanted - 1} further ones, for which {@code slot} has permits. */
    Taken take(int wanted, Slot slot) {
        int permitted = slot.takeFurther(wanted - 1);
        int got = 0;
        while (got < permitted && further.tryAcquire()) {
            got++;
        }
        slot.releaseFurther(permitted - got);
        return new Taken(further, got, slot);
    }

    /** Lanes in use; closing gives them back. */
    static final class Taken implements AutoCloseable {
        private final Semaphore from;
        private final int further;
        private final Slot slot;

        private Taken(Semaphore from, int further, Slot slot) {
            this.from = from;
            this.further = further;
            this.slot = slot;
        }

        int count() {
            return 1 + further;
        }

        @Override
        public void close() {
            from.release(further);
            slot.releaseFurther(further);
        }
    }
}
