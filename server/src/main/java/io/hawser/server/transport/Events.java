package io.hawser.server.transport;

import io.hawser.server.ServerEvent;
import java.util.List;
import java.util.function.Consumer;

/** Tells the listeners. One that throws is not the others' harm, nor the connection's. */
final class Events {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());

    private final List<Consumer<ServerEvent>> listeners;
    private final ThreadLocal<Boolean> telling = new ThreadLocal<>();

    Events(List<Consumer<ServerEvent>> listeners) {
        this.listeners = listeners;
    }

    /** Whether a listener is being told on this thread, so that the server waits for it. */
    boolean isTelling() {
        return telling.get() != null;
    }

    void tell(ServerEvent event) {
        telling.set(true);
        try {
            tellAll(event);
        } finally {
            telling.remove();
        }
    }

    private void tellAll(ServerEvent event) {
        for (Consumer<ServerEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "A listener of the server failed", e);
            }
        }
    }
}
