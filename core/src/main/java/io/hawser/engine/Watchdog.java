package io.hawser.engine;

import io.hawser.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at every operation under way a few times a second and stops those that stand still. */
final class Watchdog implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final Ticker ticker;
    private final Set<Lifeline> lifelines = ConcurrentHashMap.newKeySet();
    private final Map<Runnable, Long> alarms = new ConcurrentHashMap<>();
    private volatile Thread thread;
    private boolean closed;

    Watchdog(Ticker ticker) {
        this.ticker = ticker;
    }

    long nanos() {
        return ticker.nanos();
    }

    void add(Lifeline lifeline) {
        lifelines.add(lifeline);
        if (thread == null) {
            start();
        }
    }

    /** Has {@code action} run once when the ticker reaches {@code nanos}. */
    void at(long nanos, Runnable action) {
        alarms.put(action, nanos);
        start();
    }

    void remove(Lifeline lifeline) {
        lifelines.remove(lifeline);
    }

    private synchronized void start() {
        if (thread == null && !closed) {
            // Not a virtual thread: it must run also when every carrier is blocked.
            thread = Thread.ofPlatform().name("hawser-watchdog").daemon(true).start(this::watch);
        }
    }

    private void watch() {
        try {
            while (true) {
                ticker.sleep(PERIOD);
                long now = ticker.nanos();
                lifelines.forEach(lifeline -> safely(() -> lifeline.check(now)));
                alarms.forEach((action, nanos) -> {
                    if (now - nanos >= 0 && alarms.remove(action, nanos)) {
                        safely(action);
                    }
                });
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What one action throws must not keep the others from being looked after. */
    private static void safely(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "breaking off an operation failed", e);
        }
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running != null) {
            running.interrupt();
            Uninterrupted.join(running);
        }
    }
}
