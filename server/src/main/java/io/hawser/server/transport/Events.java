package io.hawser.server.transport;

import io.hawser.server.ServerEvent;
import java.util.List;
import java.util.function.Consumer;

/** Tells the listeners. One that throws is not the others' harm, nor the connection's. */
final class Events {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());

    private final List<Consumer<ServerEvent>> listeners;

    Events(List<Consumer<ServerEvent>> listeners) {
        this.listeners = listeners;
    }

    void tell(ServerEvent event) {
        for (Consumer<ServerEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "A listener of the server failed", e);
            }
        }
    }
}
