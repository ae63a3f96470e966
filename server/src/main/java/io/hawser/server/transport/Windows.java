package io.hawser.server.transport;

/**
 * How much each channel's client may send ahead of what was worked on. All of that may wait in memory, where a disk is slow; so there is a bound to what channels
 * together have beyond what each one needs.
 */
final class Windows {
    /** It bounds the throughput over long distances. */
    static final long LARGE = 4 << 20;

    /** More than two of the longest requests, with fewer of which no channel could work. */
    static final long SMALL = 576 << 10;

    /** Of one connection. */
    static final int MOST_LARGE = 4;

    /** Of the heap, what large windows may take. */
    private static final int SHARE = 4;

    private long left;

    /** @param memory bytes for large windows */
    Windows(long memory) {
        left = memory;
    }

    /** Those that this JVM has room for. */
    static Windows ofThisJvm() {
        return new Windows(Runtime.getRuntime().maxMemory() / SHARE);
    }

    /** The window of a channel that is the {@code place}th of its connection, from 1. */
    synchronized long take(int place) {
        if (place > MOST_LARGE || left < LARGE) {
            return SMALL;
        }
        left -= LARGE;
        return LARGE;
    }

    /** That of a channel which is over. */
    synchronized void give(long window) {
        if (window == LARGE) {
            left += LARGE;
        }
    }
}
