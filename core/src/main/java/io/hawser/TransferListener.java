package io.hawser;

/**
 * Follows a transfer. Called from the engine's threads, several at the same time for {@link TransferEvent.Moved}, and for {@link TransferEvent.Queued} from the
 * one that asked for the copy; without any lock held. It must be quick: other transfers wait for its thread. It must not wait for its transfer before {@link TransferEvent.Finished}, at which
 * the transfer is done for the thread that tells so. What it throws fails the transfer, except after {@link TransferEvent.Finished}.
 */
@FunctionalInterface
public interface TransferListener {
    void on(Transfer transfer, TransferEvent event);

    /** Hears nothing. */
    static TransferListener none() {
        return (_, _) -> {};
    }
}
