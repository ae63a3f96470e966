package io.hawser.testkit;

import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Listing;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What was in a folder of a {@link MemoryStore}. */
final class MemoryListing implements Listing {
    private final MemoryStore store;
    private final Iterator<Entry> entries;

    MemoryListing(MemoryStore store, List<Entry> entries) {
        this.store = store;
        this.entries = entries.iterator();
        store.handles().opened(this, "a listing");
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        store.begin(MemoryStore.Operation.NEXT);
        return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
    }

    @Override
    public void close() {
        store.handles().closed(this);
    }
}
