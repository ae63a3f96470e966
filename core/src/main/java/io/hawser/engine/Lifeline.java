package io.hawser.engine;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The scope of one operation of one store: watched for stalls, stopped with the copy it belongs to. Only time in which this store is due to move
 * bytes counts: while the other side is at work, the lifeline is {@linkplain #pause() paused}.
 */
final class Lifeline implements Scope, AutoCloseable {
    private final Watchdog watchdog;
    private final CancelToken token;
    private final Location location;
    private final Limits limits;
    private final Hold fromToken;
    private final List<Registration> holds = new ArrayList<>(2);
    private final ReentrantLock aborting = new ReentrantLock();

    private boolean paused;
    private Due due = Due.BYTES;
    private long since;
    private long windowNanos;
    private long windowBytes;
    private boolean stopped;
    private StoreException stall;

    /** What the other side owes us at the moment. */
    private enum Due {
        BYTES,
        AN_ANSWER,
        NOTHING
    }

    /** What is allowed: the time without a byte where bytes are due and where they are not, in nanoseconds, and bytes a second. */
    record Limits(long stallNanos, long silenceNanos, long minRate) {}

    Lifeline(Watchdog watchdog, CancelToken token, Location location, Limits limits) {
        this.watchdog = watchdog;
        this.token = token;
        this.location = location;
        this.limits = limits;
        this.since = watchdog.nanos();
        this.fromToken = token.onCancel(() -> stop(null));
        watchdog.add(this);
    }

    private final class Registration implements Hold {
        private final Runnable abort;

        private Registration(Runnable abort) {
            this.abort = abort;
        }

        @Override
        public void close() {
            synchronized (Lifeline.this) {
                if (holds.remove(this) || !stopped) {
                    return;
                }
            }
            // What is broken off may be somebody else's as soon as this returns.
            aborting.lock();
            aborting.unlock();
        }
    }

    @Override
    public Hold hold(Runnable abort) {
        synchronized (this) {
            if (!stopped) {
                var registration = new Registration(abort);
                holds.add(registration);
                return registration;
            }
        }
        abort.run();
        return () -> {};
    }

    @Override
    public synchronized void expectSilence() {
        due = Due.AN_ANSWER;
        since = watchdog.nanos();
    }

    @Override
    public synchronized void expectPatience() {
        due = Due.NOTHING;
    }

    @Override
    public synchronized boolean stopped() {
        return stopped;
    }

    /** The store waits for the other side from now on: no time counts against it. */
    synchronized void pause() {
        if (!paused) {
            windowNanos += watchdog.nanos() - since;
            paused = true;
        }
    }

    /** The store is at work again. */
    synchronized void resume() {
        paused = false;
        since = watchdog.nanos();
    }

    @Override
    public synchronized void moved(long bytes) {
        if (due == Due.AN_ANSWER) {
            due = Due.BYTES;
        }
        long now = watchdog.nanos();
        if (!paused) {
            windowNanos += now - since;
        }
        since = now;
        windowBytes += bytes;
    }

    /** Called by the watchdog: stops the operation when it is overdue. */
    void check(long now) {
        StoreException overdue;
        synchronized (this) {
            overdue = stopped || paused || due == Due.NOTHING ? null : overdue(now);
        }
        if (overdue != null) {
            stop(overdue);
        }
    }

    private StoreException overdue(long now) {
        boolean answer = due == Due.AN_ANSWER;
        long idle = now - since;
        if (idle > (answer ? limits.silenceNanos() : limits.stallNanos())) {
            return new StoreException.Unavailable(
                    location,
                    answer
                            ? "no answer for " + seconds(limits.silenceNanos())
                            : "no byte for " + seconds(limits.stallNanos()));
        }
        long active = windowNanos + idle;
        if (limits.minRate() > 0 && !answer && active >= limits.stallNanos()) {
            if (windowBytes < limits.minRate() * (active / 1e9)) {
                return new StoreException.Unavailable(
                        location,
                        "slower than " + limits.minRate() + " bytes a second for " + seconds(limits.stallNanos()));
            }
            windowNanos = -idle;
            windowBytes = 0;
        }
        return null;
    }

    private static String seconds(long nanos) {
        return Engine.words(Duration.ofNanos(nanos));
    }

    private void stop(StoreException why) {
        aborting.lock();
        try {
            List<Registration> abort;
            synchronized (this) {
                if (stopped) {
                    return;
                }
                stopped = true;
                stall = why;
                abort = List.copyOf(holds);
                holds.clear();
            }
            abort.forEach(r -> r.abort.run());
        } finally {
            aborting.unlock();
        }
    }

    /** Why the operation really ended: {@code failure}, unless the copy was called off or the watchdog stepped in. */
    IOException explain(IOException failure) {
        try {
            token.check();
        } catch (IOException called) {
            if (called != failure) {
                called.addSuppressed(failure);
            }
            return called;
        }
        synchronized (this) {
            if (stall != null) {
                stall.addSuppressed(failure);
                return stall;
            }
        }
        return failure instanceof StoreException || failure instanceof Stopped
                ? failure
                : new StoreException.Unavailable(location, failure.toString(), failure);
    }

    @Override
    public void close() {
        watchdog.remove(this);
        fromToken.close();
    }
}
