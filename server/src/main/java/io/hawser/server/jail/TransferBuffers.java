package io.hawser.server.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Memory outside the heap for what is read and written by way of the heap. A few buffers are kept for the next one who needs one; there are as many as threads at
 * work, however many threads there are.
 */
final class TransferBuffers {
    /** As large as the largest request that clients make; whatever is larger gets memory of its own. */
    static final int SIZE = 256 * 1024;

    private static final ArrayBlockingQueue<Lease> IDLE = new ArrayBlockingQueue<>(8);

    /** A buffer in use. */
    record Lease(Arena arena, MemorySegment memory) implements AutoCloseable {
        @Override
        public void close() {
            if (memory.byteSize() > SIZE || !IDLE.offer(this)) {
                arena.close();
            }
        }
    }

    private TransferBuffers() {}

    /** At least {@code size} bytes, whose content is anything. */
    static Lease lease(long size) {
        var idle = size > SIZE ? null : IDLE.poll();
        if (idle != null) {
            return idle;
        }
        var arena = Arena.ofShared();
        return new Lease(arena, arena.allocate(Math.max(size, SIZE), Long.BYTES));
    }
}
