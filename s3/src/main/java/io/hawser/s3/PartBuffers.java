package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory for bytes that must be there once more when a request fails: one pool for all uploads, never more than {@link #TOTAL} bytes.
 *
 * <p>Nobody waits here who holds a share, nor bytes of the engine's budget; and who has a share for a part waits for nobody but source and server, and gives it
 * back when its request ends. A share that is {@linkplain #tryHold kept until the commit} may be held by somebody who waits for a place among the running
 * transfers, which those have who wait here: so there is a smaller limit for those, and nobody waits for one.
 */
final class PartBuffers {
    /** Bytes of the largest share. */
    static final int LARGEST = 16 << 20;

    private static final int TOTAL = 48 << 20;
    private static final int KEPT = 16 << 20;
    private static final int PIECE = 256 << 10;
    private static final int PATIENCE_SECONDS = 1;

    private final Semaphore all = new Semaphore(TOTAL / PIECE, true);
    private final Semaphore kept = new Semaphore(KEPT / PIECE);
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /**
     * Memory for {@code bytes} bytes, at most {@link #LARGEST}; waits until there is some.
     *
     * @throws StoreException.Unavailable when the scope ends it
     */
    PartMemory take(int bytes, Object where, Scope scope) throws StoreException {
        int pieces = pieces(bytes);
        boolean taken = false;
        var waiter = Thread.currentThread();
        try (var _ = scope.hold(waiter::interrupt)) {
            while (!taken && !scope.stopped()) {
                taken = all.tryAcquire(pieces, PATIENCE_SECONDS, TimeUnit.SECONDS);
                // Others hold it and are watched themselves: this is no silence of the server.
                scope.moved(0);
            }
        } catch (InterruptedException e) {
            throw calledOff(where, e);
        }
        if (!taken) {
            throw calledOff(where, null);
        }
        return memory(bytes, pieces, false);
    }

    private static StoreException calledOff(Object where, InterruptedException cause) {
        return new StoreException.Unavailable(where, "was called off while it waited for memory", cause);
    }

    /** Memory that may be held for as long as it takes, if there is some at once. */
    Optional<PartMemory> tryHold(int bytes) {
        int pieces = pieces(bytes);
        if (!kept.tryAcquire(pieces)) {
            return Optional.empty();
        }
        if (!all.tryAcquire(pieces)) {
            kept.release(pieces);
            return Optional.empty();
        }
        return Optional.of(memory(bytes, pieces, true));
    }

    private static int pieces(int bytes) {
        if (bytes < 0 || bytes > LARGEST) {
            throw new IllegalArgumentException("memory for a part of " + bytes + " bytes");
        }
        return Math.ceilDiv(bytes, PIECE);
    }

    private PartMemory memory(int bytes, int pieces, boolean held) {
        List<ByteBuffer> buffers = new ArrayList<>(pieces);
        synchronized (free) {
            while (buffers.size() < pieces && !free.isEmpty()) {
                buffers.add(free.pollLast());
            }
        }
        while (buffers.size() < pieces) {
            buffers.add(ByteBuffer.allocateDirect(PIECE));
        }
        return new PartMemory(buffers, PIECE, bytes, () -> giveBack(buffers, held));
    }

    private void giveBack(List<ByteBuffer> buffers, boolean held) {
        synchronized (free) {
            free.addAll(buffers);
        }
        if (held) {
            kept.release(buffers.size());
        }
        all.release(buffers.size());
    }

    /** Bytes that nobody holds. */
    long available() {
        return (long) all.availablePermits() * PIECE;
    }
}
