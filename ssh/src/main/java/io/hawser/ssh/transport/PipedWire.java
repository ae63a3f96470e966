package io.hawser.ssh.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A wire over something that is read and written by blocking streams. */
abstract class PipedWire implements Wire, Outbox.Line {
    private final String peer;
    private final AtomicReference<String> reason = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Outbox outbox;
    private final InputStream input = new Incoming();
    private volatile long waitingSince;
    private volatile Runnable beforeWaiting = () -> {};

    PipedWire(String peer) {
        this.peer = peer;
        this.outbox = new Outbox(this, "hawser-ssh-send " + peer);
    }

    /** Blocks until there are bytes; -1 at the end. */
    abstract int receive(byte[] bytes, int offset, int length) throws IOException;

    /** Ends both directions, so that who is blocked in one returns; must not block. */
    abstract void shut();

    /** Why there are no more bytes. */
    abstract String endOfInput();

    @Override
    public final InputStream input() {
        return input;
    }

    @Override
    public final OutputStream output() {
        return outbox;
    }

    @Override
    public final void awaitRoom(BooleanSupplier needless) throws IOException {
        outbox.awaitRoom(needless);
    }

    /** Everything waits for the sending thread: a write here may block. */
    @Override
    public final void offer(ByteBuffer bytes) {}

    @Override
    public final void close(String why) {
        reason.compareAndSet(null, why);
        closed.countDown();
        outbox.close();
        shut();
    }

    @Override
    public final Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }

    @Override
    public final void awaitClose(Duration time) throws InterruptedException {
        closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public final void beforeWaiting(Runnable action) {
        beforeWaiting = action;
    }

    @Override
    public final long silence() {
        long since = waitingSince;
        return since == 0 ? 0 : Math.max(1, System.nanoTime() - since);
    }

    @Override
    public final String peer() {
        return peer;
    }

    private final class Incoming extends InputStream {
        private final byte[] buffer = new byte[64 << 10];
        private int position;
        private int limit;

        @Override
        public int read() throws IOException {
            return fill() ? buffer[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, limit - position);
            System.arraycopy(buffer, position, bytes, offset, count);
            position += count;
            return count;
        }

        @Override
        public void close() {
            PipedWire.this.close(WireProxy.BROKE_OFF);
        }

        private boolean fill() throws IOException {
            if (position < limit) {
                return true;
            }
            beforeWaiting.run();
            waitingSince = System.nanoTime() | 1;
            try {
                position = 0;
                limit = Math.max(0, receive(buffer, 0, buffer.length));
            } catch (IOException e) {
                limit = 0;
                reason.compareAndSet(null, Shown.words(e));
                throw new IOException(reason.get(), e);
            } finally {
                waitingSince = 0;
            }
            if (limit == 0) {
                reason.compareAndSet(null, endOfInput());
            }
            return limit > 0;
        }
    }
}
