package io.hawser.http.artifactory;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.HttpStoreProvider;
import io.hawser.http.client.ConnectionPool;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Origin;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes stores for {@code artifactory} locations (HTTPS) and {@code artifactory+http} ones (no TLS).
 *
 * <p>Of the context it heeds what {@link HttpStoreProvider} does, with credentials of its own names ({@code
 * HAWSER_ARTIFACTORY_TOKEN}, {@code _API_KEY}, {@code _USER} with {@code _PASSWORD}; the options {@code token_env},
 * {@code api_key_env} and so on), and the option {@code base_path}.
 */
public final class ArtifactoryStoreProvider implements StoreProvider {
    private static final String PLAIN = "artifactory+http";

    private final ConnectionPool pool = new ConnectionPool(System::nanoTime);
    private final AtomicReference<Origin> environmentHost = new AtomicReference<>();

    /** For {@link java.util.ServiceLoader}. */
    public ArtifactoryStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("artifactory", PLAIN);
    }

    @Override
    public Store open(Location root, StoreContext context) throws StoreException {
        var scheme = root.scheme().equals(PLAIN) ? "http" : "https";
        Origin origin;
        try {
            origin = HttpUrl.of(new Location(scheme, root.hostAndPort(), "/")).origin();
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(root, e.getMessage());
        }
        var found = new ArtifactoryCredentials(root, origin, context).find();
        if (found.fromEnvironment()) {
            claim(origin, found.credentials().origin());
        }
        var client = HttpStoreProvider.client(pool, found.credentials(), context);
        return new ArtifactoryStore(
                new Api(client, origin, Optional.ofNullable(context.options().get("base_path"))));
    }

    /**
     * The environment names no host for its credentials, so they are for the only one: a second host is an error, not a
     * guess.
     */
    private void claim(Origin origin, String credentials) throws StoreException {
        var first = environmentHost.compareAndExchange(null, origin);
        if (first != null && !first.equals(origin)) {
            throw new StoreException.Rejected(
                    origin,
                    credentials + " goes to one host only, and this command also names " + first
                            + ": give each its own in the configuration file");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
