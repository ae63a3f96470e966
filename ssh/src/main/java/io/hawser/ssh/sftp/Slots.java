package io.hawser.ssh.sftp;

import io.hawser.store.ByteBudget;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory for the bytes of requests under way, taken from the engine's one budget before a request is sent. Buffers are kept for the next request, since direct memory is
 * slow to get; they all have the size of the largest request.
 */
final class Slots {
    private static final int KEPT = 64;

    /** Pieces that a reading beyond the budget may hold. */
    private static final int FEW = 8;

    private final ByteBudget budget;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    Slots(ByteBudget budget) {
        this.budget = budget;
    }

    /**
     * Slots beyond the budget, a few for each reading: for bytes that go where somebody waits for a share of the budget, and would wait for ever if the bytes behind them
     * held it.
     */
    static Slots beyondBudget() {
        return new Slots(null);
    }

    /** How many slots one reading may hold. */
    int most() {
        return budget == null ? FEW : Integer.MAX_VALUE;
    }

    /** A slot that takes {@code size} bytes, if the budget has room at once; otherwise null. */
    Slot tryTake(int size) {
        if (budget == null) {
            return reserve(size);
        }
        var share = budget.tryTake(size);
        return share == null ? null : new Slot(buffer(size), share);
    }

    /**
     * A slot beyond the budget: for somebody who holds none and must not wait for one, since whoever holds the rest may be waiting for him. There is one of these at most
     * for each lane of the engine.
     */
    Slot reserve(int size) {
        return new Slot(buffer(size), null);
    }

    private ByteBuffer buffer(int size) {
        synchronized (free) {
            for (var buffer = free.pollLast(); buffer != null; buffer = free.pollLast()) {
                if (buffer.capacity() >= size) {
                    return buffer.clear();
                }
            }
        }
        return ByteBuffer.allocateDirect(size);
    }

    /** A buffer and its share of the budget. */
    final class Slot implements AutoCloseable {
        private final ByteBuffer buffer;
        private final ByteBudget.Share share;
        private boolean closed;

        private Slot(ByteBuffer buffer, ByteBudget.Share share) {
            this.buffer = buffer;
            this.share = share;
        }

        ByteBuffer buffer() {
            return buffer;
        }

        /** Gives both back; once. */
        @Override
        public void close() {
            synchronized (free) {
                if (!closed && free.size() < KEPT) {
                    free.addLast(buffer);
                }
                closed = true;
            }
            if (share != null) {
                share.close();
            }
        }
    }
}
