package io.hawser.http;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Authentication;
import io.hawser.http.client.Client;
import io.hawser.http.client.ConnectionPool;
import io.hawser.http.client.Dialer;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Origin;
import io.hawser.http.client.Proxies;
import io.hawser.http.client.Trust;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes stores for {@code http} and {@code https} URLs; all of one provider share their idle connections.
 *
 * <p>Proxies come from the context's environment ({@code http_proxy} and so on), credentials from the URL, the
 * options {@code token_env}, {@code token_file}, {@code user} with {@code password_env} or {@code password_file}, the
 * environment ({@code HAWSER_HTTP_TOKEN}) or {@code ~/.netrc}, further certificate authorities from the option {@code
 * cacert}, a file in PEM.
 */
public final class HttpStoreProvider implements StoreProvider {
    private final ConnectionPool pool = new ConnectionPool(System::nanoTime);
    private final AtomicReference<Origin> tokenHost = new AtomicReference<>();

    /** For {@link java.util.ServiceLoader}. */
    public HttpStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("http", "https");
    }

    @Override
    public Store open(Location root, StoreContext context) throws StoreException {
        HttpUrl url;
        try {
            url = HttpUrl.of(root);
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(root, e.getMessage());
        }
        var credentials = Credentials.of(url, context);
        if (credentials.fromToken()) {
            claimToken(url.origin());
        }
        return new HttpStore(client(pool, credentials, context));
    }

    /** A client with the proxies, authorities and time limits that {@code context} says. */
    public static Client client(ConnectionPool pool, Authentication credentials, StoreContext context) {
        var userAgent = "hawser/" + context.version();
        return new Client(
                pool,
                new Dialer(context.connectTimeout(), userAgent),
                new Proxies(context.environment()),
                new Trust(Optional.ofNullable(context.options().get("cacert"))),
                credentials,
                userAgent,
                context.trace());
    }

    /**
     * The environment names no host for its token, so it is for the only one: a second host is an error, not a guess.
     */
    private void claimToken(Origin origin) throws StoreException {
        var first = tokenHost.compareAndExchange(null, origin);
        if (first != null && !first.equals(origin)) {
            throw new StoreException.Rejected(
                    origin,
                    "the token in " + Credentials.TOKEN + " goes to one host only, and this command also names " + first
                            + ": give each its token_env in the config file");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
