package io.hawser.ssh;

import io.hawser.store.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Breaks off what a run blocks in. Neither silence nor slowness does: a quiet command is none of our business. */
final class CommandScope implements Scope {
    private final Set<Registration> holds = new LinkedHashSet<>();
    private boolean stopped;

    private final class Registration implements Hold {
        private final Runnable abort;

        private Registration(Runnable abort) {
            this.abort = abort;
        }

        @Override
        public void close() {
            synchronized (CommandScope.this) {
                holds.remove(this);
            }
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

    /** Breaks off. Only the first call has an effect. */
    void stop() {
        List<Registration> all;
        synchronized (this) {
            stopped = true;
            all = List.copyOf(holds);
            holds.clear();
        }
        all.forEach(registration -> registration.abort.run());
    }

    @Override
    public synchronized boolean stopped() {
        return stopped;
    }

    @Override
    public void expectSilence() {}

    @Override
    public void expectPatience() {}

    @Override
    public void moved(long bytes) {}
}
