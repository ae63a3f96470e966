package io.hawser.ssh.sftp;

import io.hawser.store.ByteBudget;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory for the bytes of WRITEs under way, taken from the engine's one budget. Arrays are kept for the next WRITE: a file of many gigabytes would otherwise leave as many as
 * garbage.
 */
final class WriteBuffers {
    /** As many as one session can have under way. */
    private static final int KEPT = 64;

    private final ByteBudget budget;
    private final Deque<byte[]> free = new ArrayDeque<>();

    WriteBuffers(ByteBudget budget) {
        this.budget = budget;
    }

    /** A buffer of at least {@code size} bytes, if the budget has room at once; otherwise null. */
    Buffer tryTake(int size) {
        var share = budget.tryTake(size);
        return share == null ? null : new Buffer(array(size), share);
    }

    /** A buffer beyond the budget, for somebody who holds none: see {@link Slots#reserve}. */
    Buffer reserve(int size) {
        return new Buffer(array(size), null);
    }

    private byte[] array(int size) {
        synchronized (free) {
            for (var array = free.pollLast(); array != null; array = free.pollLast()) {
                if (array.length >= size) {
                    return array;
                }
            }
        }
        return new byte[size];
    }

    /** An array and its share of the budget. */
    final class Buffer {
        private final byte[] bytes;
        private final ByteBudget.Share share;

        private Buffer(byte[] bytes, ByteBudget.Share share) {
            this.bytes = bytes;
            this.share = share;
        }

        byte[] bytes() {
            return bytes;
        }

        /** Gives both back, once the server has confirmed the bytes. */
        void release() {
            synchronized (free) {
                if (free.size() < KEPT) {
                    free.addLast(bytes);
                }
            }
            drop();
        }

        /** Gives the share back, and not the array: it may be on its way to the server still, and what is put into it now could arrive there. */
        void drop() {
            if (share != null) {
                share.close();
            }
        }
    }
}
