package io.hawser.store;

import io.hawser.Location;
import io.hawser.StoreException;
import java.util.Set;

/**
 * Makes the stores of some schemes; found by {@link java.util.ServiceLoader}. One provider serves one {@link io.hawser.Hawser}, so what several
 * stores share (a connection pool) can live in it.
 */
public interface StoreProvider extends AutoCloseable {
    /** The schemes of {@link Location#scheme()} that it serves, in lower case. */
    Set<String> schemes();

    /**
     * The store for all locations with that scheme and authority. Called once for each; no connection is made yet.
     *
     * @throws StoreException.Rejected when the location cannot be served, with what would be right
     */
    Store open(Location root, StoreContext context) throws StoreException;

    /** Releases what the stores shared, after they were closed. Idempotent. */
    @Override
    void close();
}
