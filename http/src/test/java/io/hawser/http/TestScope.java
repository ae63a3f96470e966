package io.hawser.http;

import io.hawser.store.Scope;
import java.util.ArrayList;
import java.util.List;

/** A scope that a test stops. */
final class TestScope implements Scope {
    private final List<Runnable> holds = new ArrayList<>();
    private boolean stopped;

    synchronized void stop() {
        stopped = true;
        holds.forEach(Runnable::run);
        holds.clear();
    }

    /** Whether an operation can be broken off now. */
    synchronized boolean held() {
        return !holds.isEmpty();
    }

    @Override
    public synchronized Hold hold(Runnable abort) {
        if (stopped) {
            abort.run();
            return () -> {};
        }
        holds.add(abort);
        return () -> {
            synchronized (this) {
                holds.remove(abort);
            }
        };
    }

    @Override
    public void expectSilence() {}

    @Override
    public synchronized boolean stopped() {
        return stopped;
    }
}
