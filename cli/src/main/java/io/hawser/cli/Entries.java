package io.hawser.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The transfers of a manifest in their order. */
interface Entries extends AutoCloseable {
    /** What the next place in a manifest holds. */
    sealed interface Step {
        record Transfer(BatchEntry entry) implements Step {}

        /** No transfer, and why. */
        record Flaw(ManifestPlace at, UsageException why) implements Step {}
    }

    /** The next one, or empty at the end. */
    Optional<Step> next() throws InterruptedException;

    @Override
    default void close() {}

    /** Those that were read before. */
    static Entries of(List<BatchEntry> entries) {
        Iterator<BatchEntry> left = entries.iterator();
        return () -> left.hasNext() ? Optional.of(new Step.Transfer(left.next())) : Optional.empty();
    }
}
