package io.hawser.engine;

import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Listing;
import java.util.Optional;

/** A listing whose store is watched while somebody waits for its next entry, and only then. */
final class WatchedListing implements Listing {
    private final Listing pages;
    private final Lifeline life;
    private final CancelToken token;

    WatchedListing(Listing pages, Lifeline life, CancelToken token) {
        this.pages = pages;
        this.life = life;
        this.token = token;
        life.pause();
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        life.resume();
        try {
            return pages.next();
        } catch (StoreException e) {
            throw life.explain(e) instanceof StoreException why ? why : e;
        } finally {
            life.pause();
        }
    }

    @Override
    public void close() {
        try (token;
                life) {
            pages.close();
        }
    }
}
