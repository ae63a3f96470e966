package io.hawser.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;

/** Lines on their way to a stream, written by a thread of its own. A reader that does not read, such as the other end of a full pipe, costs lines and nothing else. */
final class LineQueue implements AutoCloseable {
    /** Some ten thousand lines. */
    static final int MOST_BYTES = 2 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final OutputStream to;
    private final LongFunction<byte[]> loss;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final Thread writer;
    private int waitingBytes;
    private long lostSinceTold;
    private long lost;
    private boolean closed;

    /** @param loss the line that tells how many were lost where it stands */
    LineQueue(OutputStream to, LongFunction<byte[]> loss) {
        this.to = to;
        this.loss = loss;
        this.writer = Thread.ofPlatform().daemon().name("log").start(this::write);
    }

    /** Takes a line, with its end, or loses it; returns at once. */
    synchronized void put(byte[] line) {
        if (waitingBytes + line.length > MOST_BYTES) {
            lostSinceTold++;
            lost++;
            return;
        }
        tellLoss();
        add(line);
    }

    private void tellLoss() {
        if (lostSinceTold > 0) {
            long count = lostSinceTold;
            lostSinceTold = 0;
            add(loss.apply(count));
        }
    }

    private void add(byte[] line) {
        waiting.add(line);
        waitingBytes += line.length;
        notifyAll();
    }

    /** How many lines were lost in all. */
    synchronized long lost() {
        return lost;
    }

    private void write() {
        for (var line = next(); line != null; line = next()) {
            try {
                to.write(line);
            } catch (IOException _) {
                // Whoever read it is gone; transfers are worth more than that.
                continue;
            }
        }
    }

    /** Null when no more will come. */
    private synchronized byte[] next() {
        try {
            while (true) {
                if (waiting.isEmpty()) {
                    tellLoss();
                }
                var line = waiting.poll();
                if (line != null) {
                    waitingBytes -= line.length;
                    return line;
                }
                if (closed) {
                    return null;
                }
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Waits a little until all is written. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            writer.join(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
