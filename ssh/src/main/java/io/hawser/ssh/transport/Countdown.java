package io.hawser.ssh.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Does something when a time is up, on a thread of its own, unless it is closed before. The time stands still while a person is asked. */
final class Countdown implements AutoCloseable {
    private final Runnable expired;
    private long end;
    private long left;
    private int paused;
    private boolean over;

    Countdown(Duration time, Runnable expired) {
        this.expired = expired;
        this.end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(time);
        Thread.ofVirtual().name("hawser-ssh-countdown").start(this::run);
    }

    /** Asks without the time running. */
    <T> T paused(Supplier<T> question) {
        synchronized (this) {
            if (paused++ == 0) {
                left = end - System.nanoTime();
            }
        }
        try {
            return question.get();
        } finally {
            synchronized (this) {
                if (--paused == 0) {
                    end = System.nanoTime() + left;
                    notifyAll();
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        over = true;
        notifyAll();
    }

    private void run() {
        try {
            if (await()) {
                expired.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean await() throws InterruptedException {
        while (!over) {
            long rest = end - System.nanoTime();
            if (paused > 0) {
                wait();
            } else if (rest <= 0) {
                over = true;
                return true;
            } else {
                wait(rest / 1_000_000 + 1);
            }
        }
        return false;
    }
}
