package io.hawser.ssh.transport;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One attempt to connect: what it holds, so that it can be broken off at any time, and its time. */
final class Attempt implements AutoCloseable {
    private final String where;
    private final Duration time;
    private final Countdown countdown;
    private final Scope.Hold hold;
    private final List<Consumer<String>> held = new ArrayList<>();
    private String broken;

    Attempt(String where, Duration time, Scope scope) {
        this.where = where;
        this.time = time;
        this.countdown = new Countdown(time, () -> breakOff(timeUp()));
        this.hold = scope.hold(() -> breakOff("broken off"));
    }

    /** Registers how to break something off, given the reason; done at once when it is too late. */
    void holds(Consumer<String> abort) {
        String reason;
        synchronized (this) {
            held.add(abort);
            reason = broken;
        }
        if (reason != null) {
            abort.accept(reason);
        }
    }

    /** Asks a person, whose time is not limited. */
    <T> T asking(Supplier<T> question) {
        return countdown.paused(question);
    }

    /** Fails if it was broken off. */
    void check() throws StoreException {
        var reason = broken();
        if (reason != null) {
            throw new StoreException.Unavailable(where, reason);
        }
    }

    /** Why it was broken off, or null. */
    synchronized String broken() {
        return broken;
    }

    private void breakOff(String reason) {
        List<Consumer<String>> all;
        synchronized (this) {
            if (broken != null) {
                return;
            }
            broken = reason;
            all = List.copyOf(held);
        }
        all.forEach(abort -> abort.accept(reason));
    }

    private String timeUp() {
        var seconds = time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        return "no connection within " + seconds;
    }

    @Override
    public void close() {
        hold.close();
        countdown.close();
    }
}
