package io.hawser.store;

import java.util.concurrent.Semaphore;

/**
 * The one count of bytes that may be in flight or buffered at a time, over all transfers. Bytes are taken before they are asked for. Whoever
 * holds a share and waits for a second could wait for itself, so a share is taken in one piece, and the thread at the front of an ordered
 * target never needs one.
 */
public final class ByteBudget {
    private static final int UNIT = 1024;

    private final Semaphore units;
    private final long bytes;

    private ByteBudget(long bytes) {
        this.bytes = bytes;
        this.units = new Semaphore(Math.toIntExact(bytes / UNIT), true);
    }

    /** A budget of that many bytes, at least 1 MiB and at most 1 TiB. */
    public static ByteBudget of(long bytes) {
        if (bytes < 1 << 20 || bytes > 1L << 40) {
            throw new IllegalArgumentException("a byte budget is 1 MiB to 1 TiB, not " + bytes + " bytes");
        }
        return new ByteBudget(bytes);
    }

    /** Waits for a share of {@code count} bytes; {@code count} at most the whole budget. */
    public Share take(int count) throws InterruptedException {
        int wanted = unitsOf(count);
        units.acquire(wanted);
        return new Share(units, wanted);
    }

    /** A share of {@code count} bytes if it can be had at once, or null. */
    public Share tryTake(int count) {
        int wanted = unitsOf(count);
        return units.tryAcquire(wanted) ? new Share(units, wanted) : null;
    }

    /** The whole budget in bytes. */
    public long total() {
        return bytes;
    }

    /** Bytes that nobody holds. */
    public long free() {
        return (long) units.availablePermits() * UNIT;
    }

    private int unitsOf(int count) {
        int wanted = Math.ceilDiv(count, UNIT);
        if (count < 0 || (long) wanted * UNIT > bytes) {
            throw new IllegalArgumentException(count + " bytes from a budget of " + bytes);
        }
        return wanted;
    }

    /** Bytes taken from a budget; closing gives them back, once. */
    public static final class Share implements AutoCloseable {
        private final Semaphore from;
        private int held;

        private Share(Semaphore from, int held) {
            this.from = from;
            this.held = held;
        }

        @Override
        public synchronized void close() {
            from.release(held);
            held = 0;
        }
    }
}
