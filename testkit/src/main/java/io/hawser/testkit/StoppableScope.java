package io.hawser.testkit;

import io.hawser.store.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A scope that a test stops. */
public final class StoppableScope implements Scope {
    private final Set<Runnable> aborts = new LinkedHashSet<>();
    private boolean stopped;
    private boolean silenceExpected;

    /** Not stopped yet. */
    public StoppableScope() {}

    /** Breaks off what is under way, from a thread of its own, and returns when every registered action has run. */
    public void stop() throws InterruptedException {
        List<Runnable> due;
        synchronized (this) {
            stopped = true;
            due = List.copyOf(aborts);
            aborts.clear();
        }
        Thread stopper = Thread.ofPlatform().name("testkit-stop").start(() -> due.forEach(Runnable::run));
        stopper.join();
    }

    /** Whether somebody could be broken off now. */
    public synchronized boolean held() {
        return !aborts.isEmpty();
    }

    @Override
    public Hold hold(Runnable abort) {
        // Equal registrations are told apart by their identity.
        Runnable own = abort::run;
        synchronized (this) {
            if (!stopped) {
                aborts.add(own);
                return () -> release(own);
            }
        }
        abort.run();
        return () -> {};
    }

    private synchronized void release(Runnable own) {
        aborts.remove(own);
    }

    /** Whether an operation said that the other side may be silent for longer. */
    public synchronized boolean silenceExpected() {
        return silenceExpected;
    }

    @Override
    public synchronized void expectSilence() {
        silenceExpected = true;
    }

    @Override
    public void expectPatience() {
        // No limit of time holds here.
    }

    @Override
    public void moved(long bytes) {
        // Nobody watches.
    }

    @Override
    public synchronized boolean stopped() {
        return stopped;
    }
}
