package io.hawser.ssh.transport;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A wire on which nothing moves; its reader waits for bytes, or does not. */
final class QuietWire implements Wire {
    private final AtomicReference<String> reason = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long since;
    private int looks;

    /** Whether the reader waits from now on. */
    synchronized void silent(boolean waits) {
        since = waits ? System.nanoTime() : 0;
    }

    /** The reader has been waiting for that long. */
    synchronized void silentFor(Duration time) {
        since = System.nanoTime() - time.toNanos();
    }

    /** Returns after somebody looked so often. */
    synchronized void looks(int count) {
        try {
            for (looks = 0; looks < count; ) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns when it is closed. */
    void closed() {
        try {
            if (!closed.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("not closed");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public synchronized long silence() {
        looks++;
        notifyAll();
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    @Override
    public void beforeWaiting(Runnable action) {}

    @Override
    public void awaitClose(Duration time) throws InterruptedException {
        closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close(String why) {
        reason.compareAndSet(null, why);
        closed.countDown();
    }

    @Override
    public Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }

    @Override
    public InputStream input() {
        return InputStream.nullInputStream();
    }

    @Override
    public OutputStream output() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void awaitRoom(BooleanSupplier needless) {}

    @Override
    public String peer() {
        return "nobody";
    }
}
