package io.hawser.http.artifactory;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.Credentials;
import io.hawser.http.Credentials.Secret;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Origin;
import io.hawser.http.client.Proxy;
import io.hawser.store.StoreContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one Artifactory is shown: a token (Bearer), an API key ({@code X-JFrog-Art-Api}), or user and password (Basic). */
final class ArtifactoryCredentials {
    static final String TOKEN = "HAWSER_ARTIFACTORY_TOKEN";
    static final String KEY = "HAWSER_ARTIFACTORY_API_KEY";
    static final String USER = "HAWSER_ARTIFACTORY_USER";
    static final String PASSWORD = "HAWSER_ARTIFACTORY_PASSWORD";

    private static final String KEY_FIELD = "X-JFrog-Art-Api";

    private final Location root;
    private final Origin home;
    private final StoreContext context;

    ArtifactoryCredentials(Location root, Origin home, StoreContext context) {
        this.root = root;
        this.home = home;
        this.context = context;
    }

    /** @param fromEnvironment whether they come from a variable, which does not say for which host */
    record Found(Credentials credentials, boolean fromEnvironment) {}

    /**
     * The first of: such a field among the extra headers; the location's own options ({@code token_env}, {@code
     * token_file}, {@code api_key_env}, {@code api_key_file}, {@code user} or the user in the location with {@code
     * password_env} or {@code password_file}); the environment; netrc.
     *
     * @throws StoreException.Rejected when a secret cannot be had or sent
     */
    Found find() throws StoreException {
        if (root.userInfo().filter(info -> info.contains(":")).isPresent()) {
            throw new StoreException.Rejected(
                    root, "a password is never part of the location: use " + PASSWORD + " or the configuration file");
        }
        var headers = Credentials.extraHeaders(context);
        boolean given = headers.stream()
                .anyMatch(h ->
                        h.name().equalsIgnoreCase("Authorization") || h.name().equalsIgnoreCase(KEY_FIELD));
        if (given) {
            return new Found(new Credentials(home, Optional.empty(), headers, "the header that was given"), false);
        }
        var own = fromOptions(headers);
        if (own.isPresent()) {
            return new Found(own.get(), false);
        }
        var environment = fromEnvironment(headers);
        if (environment.isPresent()) {
            return new Found(environment.get(), true);
        }
        var login = Credentials.fromNetrc(home, user(), context);
        return new Found(
                login.isPresent()
                        ? authorized(headers, login.get())
                        : new Credentials(home, Optional.empty(), headers, ""),
                false);
    }

    private Optional<Credentials> fromOptions(List<Headers.Field> headers) throws StoreException {
        var token = Credentials.secret("token", context);
        if (token.isPresent()) {
            return Optional.of(
                    authorized(headers, new Secret("Bearer " + token.get(), "the token in the configuration")));
        }
        var key = Credentials.secret("api_key", context);
        if (key.isPresent()) {
            return Optional.of(keyed(headers, new Secret(key.get(), "the API key in the configuration")));
        }
        var user = user();
        var password = Credentials.secret("password", context);
        if (user.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(authorized(
                headers,
                new Secret(Proxy.basic(user.get() + ":" + password.get()), "user and password in the configuration")));
    }

    private Optional<Credentials> fromEnvironment(List<Headers.Field> headers) throws StoreException {
        var token = variable(TOKEN);
        if (token.isPresent()) {
            return Optional.of(authorized(headers, new Secret("Bearer " + token.get(), "the token in " + TOKEN)));
        }
        var key = variable(KEY);
        if (key.isPresent()) {
            return Optional.of(keyed(headers, new Secret(key.get(), "the API key in " + KEY)));
        }
        var user = user().or(() -> variable(USER));
        var password = variable(PASSWORD);
        if (password.isEmpty()) {
            return Optional.empty();
        }
        if (user.isEmpty()) {
            throw new StoreException.Rejected(root, PASSWORD + " is set and " + USER + " is not: set both");
        }
        return Optional.of(authorized(
                headers,
                new Secret(
                        Proxy.basic(user.get() + ":" + password.get()), "the user with the password in " + PASSWORD)));
    }

    /** Who is named for this host, if anybody. */
    private Optional<String> user() {
        return root.user().or(() -> Optional.ofNullable(context.options().get("user")));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(context.environment().get(name))
                .map(String::strip)
                .filter(v -> !v.isEmpty());
    }

    private Credentials authorized(List<Headers.Field> headers, Secret secret) throws StoreException {
        Credentials.checked("Authorization", secret.value());
        return new Credentials(home, Optional.of(secret.value()), headers, secret.origin());
    }

    private Credentials keyed(List<Headers.Field> headers, Secret secret) throws StoreException {
        var all = new ArrayList<>(headers);
        all.add(Credentials.checked(KEY_FIELD, secret.value()));
        return new Credentials(home, Optional.empty(), all, secret.origin());
    }
}
