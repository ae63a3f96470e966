package io.hawser;

/**
 * Follows a transfer. Called from the engine's threads, several at the same time for {@link TransferEvent.Moved}, without any lock held; it must
 * be quick. What it throws fails the transfer, except after {@link TransferEvent.Finished}.
 */
@FunctionalInterface
public interface TransferListener {
    void on(Transfer transfer, TransferEvent event);

    /** Hears nothing. */
    static TransferListener none() {
        return (_, _) -> {};
    }
}
