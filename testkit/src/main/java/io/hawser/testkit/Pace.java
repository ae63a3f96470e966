package io.hawser.testkit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a slow sender waits for before each step. */
@FunctionalInterface
public interface Pace {
    /** Returns when the next step may be taken. */
    void next() throws InterruptedException;

    /** A step each time this much time has passed. */
    static Pace every(Duration interval) {
        return () -> TimeUnit.NANOSECONDS.sleep(interval.toNanos());
    }

    /** Steps that a test hands out: nothing moves until it does. */
    final class Steps implements Pace {
        private final Semaphore granted = new Semaphore(0);

        /** No step is granted yet. */
        public Steps() {}

        /** Grants this many steps more. */
        public void grant(int steps) {
            granted.release(steps);
        }

        @Override
        public void next() throws InterruptedException {
            granted.acquire();
        }
    }
}
