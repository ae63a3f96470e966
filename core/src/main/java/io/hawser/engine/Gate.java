package io.hawser.engine;

import io.hawser.store.ByteBudget;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts bytes that arrive out of order in order for a target that needs it so. Whoever brings the bytes at the frontier writes them through; others
 * leave theirs in a buffer when the budget has room, and wait when it has not. The frontier never waits for the budget, so nothing can stand
 * still for want of it.
 */
final class Gate implements AutoCloseable {
    private record Early(ByteBuffer bytes, ByteBudget.Share share) {}

    private final Sink front;
    private final ByteBudget budget;
    private final CancelToken token;
    private final Map<Long, Early> early = new HashMap<>();
    private long frontier;
    private boolean busy;

    Gate(Sink front, long start, ByteBudget budget, CancelToken token) {
        this.front = front;
        this.frontier = start;
        this.budget = budget;
        this.token = token;
    }

    /** Takes all of {@code bytes}. */
    void write(long position, ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        if (!enter(position, bytes)) {
            return;
        }
        front.write(position, bytes);
        long at = position + count;
        for (var next = advance(at); next != null; next = advance(at)) {
            int length = next.bytes().remaining();
            try (var _ = next.share()) {
                front.write(at, next.bytes());
            }
            at += length;
        }
    }

    /** Returns true when the caller is to write at the frontier, false when its bytes were put aside. */
    private boolean enter(long position, ByteBuffer bytes) throws IOException {
        try (var _ = token.onCancel(this::wake)) {
            synchronized (this) {
                while (true) {
                    token.check();
                    if (position == frontier && !busy) {
                        busy = true;
                        return true;
                    }
                    if (position != frontier) {
                        var share = budget.tryTake(bytes.remaining());
                        if (share != null) {
                            early.put(position, new Early(copy(bytes), share));
                            return false;
                        }
                    }
                    wait();
                }
            }
        } catch (InterruptedException e) {
            throw token.interrupted(e);
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    /** Moves the frontier; returns what waits there, or leaves the front. */
    private synchronized Early advance(long position) {
        frontier = position;
        var next = early.remove(position);
        if (next == null) {
            busy = false;
            notifyAll();
        }
        return next;
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** Gives back the budget of bytes that were never written. */
    @Override
    public synchronized void close() {
        early.values().forEach(e -> e.share().close());
        early.clear();
    }
}
