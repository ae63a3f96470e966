package io.hawser.testkit;

import io.hawser.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A time that passes when a test says so, or, for one that is {@link #skipping()}, when somebody pauses: his pause is
 * over at once, and it is so much later.
 *
 * <p>The engine's watchdog only looks whether time has passed, so its pauses never skip any. Under a skipping clock a
 * pause of one thread ages what all others have under way: tests that use it set the stall time beyond all pauses.
 */
public final class TestClock implements Ticker {
    /** The name of the thread whose pauses are no reason for time to pass. */
    private static final String WATCHDOG = "hawser-watchdog";

    private final boolean skips;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Duration> pauses = new ArrayList<>();
    private long now;
    private int waiting;

    private TestClock(boolean skips) {
        this.skips = skips;
    }

    /** A clock that stands still until it is {@linkplain #advance advanced}. */
    public static TestClock standing() {
        return new TestClock(false);
    }

    /** A clock by which every pause is over at once. */
    public static TestClock skipping() {
        return new TestClock(true);
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** The time that has passed since the clock was made. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos());
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        boolean watchdog = Thread.currentThread().getName().equals(WATCHDOG);
        lock.lockInterruptibly();
        try {
            long due = now + duration.toNanos();
            if (!watchdog) {
                pauses.add(duration);
            }
            if (skips && !watchdog) {
                pass(due - now);
                return;
            }
            waiting += watchdog ? 0 : 1;
            changed.signalAll();
            try {
                while (now < due) {
                    changed.await();
                }
            } finally {
                waiting -= watchdog ? 0 : 1;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets so much time pass and wakes those whose pause is over by then. */
    public void advance(Duration duration) {
        lock.lock();
        try {
            pass(duration.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private void pass(long nanos) {
        now += nanos;
        changed.signalAll();
    }

    /** Returns when so many threads, the watchdog not counted, are in a pause. */
    public void awaitPauses(int threads) {
        Eventually.holds(() -> waiting() >= threads, () -> waiting() + " of " + threads + " threads pause");
    }

    private int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** All pauses that were begun, in order, but those of the watchdog. */
    public List<Duration> pauses() {
        lock.lock();
        try {
            return List.copyOf(pauses);
        } finally {
            lock.unlock();
        }
    }
}
