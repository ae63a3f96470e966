package io.hawser;

import java.time.Duration;

/** What happens to a transfer, in this order but for {@link Moved} and {@link Retrying}, which come as they come. */
public sealed interface TransferEvent {
    /** Accepted; it waits for its turn. */
    record Queued() implements TransferEvent {}

    /** The source is open; {@code resumedBytes} are there already. */
    record Started(Entry source, long resumedBytes) implements TransferEvent {}

    /** {@code bytes} more are in the target; negative when some were discarded to be fetched again; never 0. */
    record Moved(long bytes) implements TransferEvent {}

    /** A try failed; the next follows after {@code pause}. {@code attempt} counts tries in a row without progress, and is 0 after one that brought bytes. */
    record Retrying(StoreException cause, int attempt, int attempts, Duration pause) implements TransferEvent {}

    /** All bytes are there; they are verified and published now. */
    record Finishing() implements TransferEvent {}

    /** Over; comes last and once. */
    record Finished(Outcome outcome) implements TransferEvent {}
}
