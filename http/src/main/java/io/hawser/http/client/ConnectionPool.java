package io.hawser.http.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Idle connections by route, the one used last first: those that are not needed grow old and go. Also the buffers
 * that exchanges read into, since an idle connection needs none.
 */
public final class ConnectionPool implements AutoCloseable {
    /** Size of a read buffer in bytes; docs/adr/0003-http-client.md has the figures. */
    static final int BUFFER = 512 << 10;

    /** Shorter than what common servers and middleboxes grant, so that an idle connection rarely dies unnoticed. */
    static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

    /** For so long hardly any server closes a connection that it has said to keep. */
    private static final Duration LATELY = Duration.ofSeconds(1);

    private static final int IDLE_PER_ROUTE = 16;
    private static final int IDLE_IN_ALL = 32;

    private final LongSupplier nanoTime;
    private final Map<Route, Deque<Connection>> idle = new HashMap<>();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private int count;
    private boolean closed;

    /** {@code nanoTime} as {@link System#nanoTime}. */
    public ConnectionPool(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An idle connection that can take a request, if there is one. The caller has it alone until {@link #release}. */
    Optional<Connection> take(Route route) {
        while (true) {
            Connection candidate;
            synchronized (this) {
                var waiting = idle.get(route);
                if (waiting == null) {
                    return Optional.empty();
                }
                candidate = waiting.pop();
                forgetOne(route, waiting);
            }
            long idle = nanoTime.getAsLong() - candidate.idleSince();
            if (idle < IDLE_LIMIT.toNanos() && candidate.usable(idle < LATELY.toNanos())) {
                return Optional.of(candidate);
            }
            candidate.abort();
        }
    }

    /** Takes back a connection whose last answer was read to its exact end. */
    void release(Route route, Connection connection) {
        var surplus = new ArrayList<Connection>();
        synchronized (this) {
            connection.idleSince(nanoTime.getAsLong());
            var waiting = closed ? null : idle.computeIfAbsent(route, _ -> new ArrayDeque<>());
            if (waiting == null) {
                surplus.add(connection);
            } else {
                waiting.push(connection);
                count++;
                collectSurplus(route, waiting, surplus);
            }
        }
        surplus.forEach(Connection::abort);
    }

    private void collectSurplus(Route route, Deque<Connection> waiting, List<Connection> surplus) {
        if (waiting.size() > IDLE_PER_ROUTE) {
            surplus.add(waiting.removeLast());
            forgetOne(route, waiting);
        }
        while (count > IDLE_IN_ALL) {
            var oldest = idle.entrySet().stream()
                    .min((a, b) -> Long.signum(a.getValue().peekLast().idleSince()
                            - b.getValue().peekLast().idleSince()))
                    .orElseThrow();
            surplus.add(oldest.getValue().removeLast());
            forgetOne(oldest.getKey(), oldest.getValue());
        }
    }

    private void forgetOne(Route route, Deque<Connection> waiting) {
        count--;
        if (waiting.isEmpty()) {
            idle.remove(route);
        }
    }

    /** A buffer to read into, with whatever content. */
    ByteBuffer buffer() {
        synchronized (this) {
            if (!buffers.isEmpty()) {
                return buffers.pop();
            }
        }
        return ByteBuffer.allocateDirect(BUFFER);
    }

    /** Takes back a buffer that nobody uses any more. */
    synchronized void giveBack(ByteBuffer buffer) {
        if (!closed && buffers.size() < IDLE_PER_ROUTE) {
            buffers.push(buffer);
        }
    }

    @Override
    public void close() {
        var all = new ArrayList<Connection>();
        synchronized (this) {
            closed = true;
            idle.values().forEach(all::addAll);
            idle.clear();
            buffers.clear();
            count = 0;
        }
        all.forEach(Connection::abort);
    }
}
