package io.hawser.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The scope of what no transfer waits for, and so none calls off: tidying up, a connection made in advance. It ends after a time. */
public final class TimeLimit implements Scope, AutoCloseable {
    private final ReentrantLock aborting = new ReentrantLock();
    private final List<Runnable> holds = new ArrayList<>();
    private final Thread clock;
    private boolean stopped;

    /** Runs from now on. */
    public TimeLimit(Duration limit) {
        clock = Thread.ofVirtual().name("hawser-limit").start(() -> {
            try {
                Thread.sleep(limit);
                stop();
            } catch (InterruptedException _) {
                // It was in time.
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public Hold hold(Runnable abort) {
        synchronized (this) {
            if (!stopped) {
                holds.add(abort);
                return () -> release(abort);
            }
        }
        abort.run();
        return () -> {};
    }

    private void release(Runnable abort) {
        synchronized (this) {
            if (holds.remove(abort) || !stopped) {
                return;
            }
        }
        // What is broken off may be somebody else's as soon as this returns.
        aborting.lock();
        aborting.unlock();
    }

    private void stop() {
        aborting.lock();
        try {
            List<Runnable> abort;
            synchronized (this) {
                stopped = true;
                abort = List.copyOf(holds);
                holds.clear();
            }
            abort.forEach(Runnable::run);
        } finally {
            aborting.unlock();
        }
    }

    @Override
    public void expectSilence() {}

    /** A person is asked: as long as that takes. */
    @Override
    public void expectPatience() {
        clock.interrupt();
    }

    @Override
    public void moved(long bytes) {}

    @Override
    public synchronized boolean stopped() {
        return stopped;
    }

    /** The limit is needed no more. */
    @Override
    public void close() {
        clock.interrupt();
    }
}
