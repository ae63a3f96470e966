package io.hawser;

/** How a transfer ended. */
public sealed interface Outcome {
    /** The figures of the transfer. */
    Summary summary();

    /** Complete, verified as the summary says, and in place. */
    record Copied(Summary summary) implements Outcome {}

    /** Rightly not copied; {@code reason} in a few words. */
    record Skipped(Summary summary, String reason) implements Outcome {}

    /** Not copied; the old target is untouched. */
    record Failed(Summary summary, StoreException cause) implements Outcome {}

    /** Stopped by the caller; the old target is untouched. */
    record Cancelled(Summary summary) implements Outcome {}
}
