package io.hawser.store;

import io.hawser.Entry;
import io.hawser.StoreException;
import java.util.Optional;

/** Entries as the store gives them, page by page, in constant memory. Not for use by several threads. */
public interface Listing extends AutoCloseable {
    /**
     * The next entry, or empty at the end. After a failure the listing is over: a half listing never looks like a whole one.
     */
    Optional<Entry> next() throws StoreException;

    /** Idempotent. */
    @Override
    void close();
}
