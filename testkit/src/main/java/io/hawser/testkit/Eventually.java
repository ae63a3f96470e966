package io.hawser.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process brings about and gives no other sign of. */
public final class Eventually {
    /** So generous that only a hang reaches it, also on a loaded machine. */
    static final Duration GUARD = Duration.ofSeconds(60);

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);

    private Eventually() {}

    /**
     * Returns as soon as a condition holds.
     *
     * @param condition asked again and again
     * @param state says, for the failure, how far it came
     * @throws AssertionError if it does not hold after a minute, or the thread is interrupted
     */
    public static void holds(BooleanSupplier condition, Supplier<String> state) {
        if (!within(GUARD, condition)) {
            throw new AssertionError("Did not happen within " + GUARD.toSeconds() + " s: " + state.get());
        }
    }

    /** Whether a condition comes to hold before a time is over or the thread is interrupted. */
    static boolean within(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(INTERVAL);
        }
        return true;
    }
}
