package io.hawser.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Ctrl-C and its like. The first signal asks the command to stop, so that it can clean up and say how far it came; a second one, or a clean-up
 * that takes too long, ends the process at once.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 10_000;

    /** Who starts a command, such as timeout(1), may signal the process and then its group: what comes so soon is the first one again. */
    private static final long SAME_NANOS = 200_000_000;

    private final Screen screen;
    private final Consumer<Signal> stop;
    private final AtomicReference<Received> received = new AtomicReference<>();
    private volatile boolean over;

    /** The signals that end a command. */
    enum Signal {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Signal(int number) {
            this.number = number;
        }

        /** What a shell reports of a process that the signal ended. */
        int status() {
            return 128 + number;
        }
    }

    private record Received(Signal signal, long nanos) {}

    private Interruption(Screen screen, Consumer<Signal> stop) {
        this.screen = screen;
        this.stop = stop;
    }

    /** From now on a signal runs {@code stop}, once and from a thread of its own. */
    static Interruption runs(Screen screen, Consumer<Signal> stop) {
        var interruption = new Interruption(screen, stop);
        for (var signal : Signal.values()) {
            handle(signal, interruption::receive);
        }
        return interruption;
    }

    /** The signal that came, or null. */
    Signal received() {
        var first = received.get();
        return first == null ? null : first.signal();
    }

    private void receive(Signal signal) {
        var now = new Received(signal, System.nanoTime());
        var first = received.compareAndExchange(null, now);
        if (first != null && now.nanos() - first.nanos() < SAME_NANOS) {
            return;
        }
        if (first != null || over) {
            end(signal);
        }
        Thread.ofPlatform().daemon().name("stop").start(() -> {
            screen.giveUpAsking();
            stop.accept(signal);
            try {
                Thread.sleep(PATIENCE_MILLIS);
            } catch (InterruptedException _) {
                return;
            }
            end(signal);
        });
    }

    private void end(Signal signal) {
        screen.giveUpAsking();
        screen.draw(List.of());
        Runtime.getRuntime().halt(signal.status());
    }

    /** The command is over; a signal ends the process at once again. */
    @Override
    public void close() {
        over = true;
    }

    /**
     * The JDK's own handling runs shutdown hooks behind a lock, which a second signal would wait for. Its class for signals is outside Java SE,
     * and the compiler warns of it in a way that cannot be answered, so it is called by name.
     */
    private static void handle(Signal signal, Consumer<Signal> action) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> action.accept(signal);
                            case "equals" -> {
                                return self == arguments[0];
                            }
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            default -> {
                                return method.getName();
                            }
                        }
                        return null;
                    });
            type.getMethod("handle", type, handler)
                    .invoke(null, type.getConstructor(String.class).newInstance(signal.name()), proxy);
        } catch (InvocationTargetException _) {
            // The signal was being ignored when the command started (nohup, a background job), and stays ignored.
        } catch (ReflectiveOperationException _) {
            // Without that class the JDK's own handling remains: the process ends, and what is in flight stays
            // resumable.
        }
    }
}
