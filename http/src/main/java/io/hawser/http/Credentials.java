package io.hawser.http;

import io.hawser.StoreException;
import io.hawser.http.client.Authentication;
import io.hawser.http.client.Failures;
import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Origin;
import io.hawser.http.client.Proxy;
import io.hawser.http.client.Shown;
import io.hawser.store.StoreContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is shown to one origin to be let in, and to no other: an {@code Authorization} field and the user's own header
 * fields.
 *
 * @param home the origin that they belong to
 * @param authorization the value of {@code Authorization}, a secret
 * @param headers further fields, whose values are secret
 * @param origin where they come from, for messages: never a secret
 */
public record Credentials(Origin home, Optional<String> authorization, List<Headers.Field> headers, String origin)
        implements Authentication {
    /** The variable with a bearer token for the one HTTP host of a command. */
    static final String TOKEN = "HAWSER_HTTP_TOKEN";

    private static final String FROM_TOKEN = "the token in " + TOKEN;

    private static final Set<String> OURS = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "range",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Fields that say nothing of who asks, and so may follow a redirect to another origin. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent");

    /**
     * The credentials for the origin of {@code url}, the first of: an {@code Authorization} among the extra headers,
     * user and password in the URL, the location's own options ({@code token_env}, {@code token_file}, {@code user}
     * with {@code password_env} or {@code password_file}), the token in the environment, netrc.
     *
     * @throws StoreException.Rejected when an extra header is one that Hawser must set itself, or a secret cannot
     *     stand in a header
     * @throws StoreException.Local when a file with a secret cannot be read
     */
    static Credentials of(HttpUrl url, StoreContext context) throws StoreException {
        var headers = extraHeaders(context);
        if (headers.stream().anyMatch(h -> h.name().equalsIgnoreCase("Authorization"))) {
            return new Credentials(url.origin(), Optional.empty(), headers, "the Authorization header that was given");
        }
        var found = fromUrl(url, context);
        if (found == null) {
            found = fromOptions(context);
        }
        if (found == null && !context.environment().getOrDefault(TOKEN, "").isBlank()) {
            found = new Secret("Bearer " + context.environment().get(TOKEN).strip(), FROM_TOKEN);
        }
        if (found == null) {
            found = fromNetrc(url.origin(), Optional.empty(), context).orElse(null);
        }
        if (found == null) {
            return new Credentials(url.origin(), Optional.empty(), headers, "");
        }
        checked("Authorization", found.value());
        return new Credentials(url.origin(), Optional.of(found.value()), headers, found.origin());
    }

    /** A secret, and where it comes from, for messages. */
    public record Secret(String value, String origin) {
        /** Without the value. */
        @Override
        public String toString() {
            return origin;
        }
    }

    /**
     * The user's own header fields.
     *
     * @throws StoreException.Rejected when one is among those that Hawser must set itself, or cannot be sent
     */
    public static List<Headers.Field> extraHeaders(StoreContext context) throws StoreException {
        var headers = new ArrayList<Headers.Field>();
        for (var header : context.headers()) {
            headers.add(checked(header.getKey(), header.getValue()));
        }
        return headers;
    }

    private static Secret fromUrl(HttpUrl url, StoreContext context) throws StoreException {
        if (url.userInfo().isEmpty()) {
            return null;
        }
        var info = url.userInfo().get();
        if (!info.contains(":")) {
            var known = fromNetrc(url.origin(), Optional.of(HttpUrl.decoded(info)), context);
            return known.orElseGet(() ->
                    new Secret(Proxy.basic(HttpUrl.decoded(info) + ":"), "the user in the URL, without a password"));
        }
        return new Secret(Proxy.basic(HttpUrl.decoded(info)), "user and password in the URL");
    }

    private static Secret fromOptions(StoreContext context) throws StoreException {
        var token = secret("token", context);
        if (token.isPresent()) {
            return new Secret("Bearer " + token.get(), "the token in the configuration");
        }
        var user = context.options().get("user");
        if (user == null) {
            return null;
        }
        var password = secret("password", context).orElse("");
        return new Secret(Proxy.basic(user + ":" + password), "user and password in the configuration");
    }

    /**
     * What the variable named by the option {@code KIND_env} holds, or the file named by {@code KIND_file}.
     *
     * @throws StoreException.Rejected when there is no such variable
     * @throws StoreException.Local when the file cannot be read
     */
    public static Optional<String> secret(String kind, StoreContext context) throws StoreException {
        var variable = context.options().get(kind + "_env");
        if (variable != null) {
            var value = context.environment().get(variable);
            if (value == null || value.isBlank()) {
                throw new StoreException.Rejected(kind + "_env", "the environment has no variable " + variable);
            }
            return Optional.of(value.strip());
        }
        var file = context.options().get(kind + "_file");
        return file == null ? Optional.empty() : Optional.of(read(Path.of(file)).strip());
    }

    /** The Basic credentials that the netrc has for a host, and for that user where one is named. */
    public static Optional<Secret> fromNetrc(Origin origin, Optional<String> user, StoreContext context)
            throws StoreException {
        var named = context.environment().getOrDefault("NETRC", "");
        var home = context.environment().getOrDefault("HOME", "");
        if (named.isEmpty() && home.isEmpty()) {
            return Optional.empty();
        }
        var file = named.isEmpty() ? Path.of(home, ".netrc") : Path.of(named);
        if (named.isEmpty() && !Files.exists(file)) {
            return Optional.empty();
        }
        var login = Netrc.parse(read(file)).find(origin.host(), user);
        return login.filter(l -> l.user().isPresent() || user.isPresent())
                .map(l -> new Secret(
                        Proxy.basic(user.or(l::user).orElseThrow() + ":"
                                + l.password().orElse("")),
                        "the login in " + file));
    }

    private static String read(Path file) throws StoreException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new StoreException.Local(file, "no such file", e);
        } catch (IOException e) {
            throw new StoreException.Local(file, "cannot be read: " + Failures.words(e), e);
        }
    }

    /**
     * A field that may be sent.
     *
     * @throws StoreException.Rejected when it is among those that Hawser must set itself, or cannot be sent
     */
    public static Headers.Field checked(String name, String value) throws StoreException {
        if (!Headers.validName(name)) {
            throw new StoreException.Rejected("header", "not a header's name: " + Shown.text(name, 40));
        }
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new StoreException.Rejected("header " + name, "Hawser sets this one itself");
        }
        if (!Headers.validValue(value)) {
            throw new StoreException.Rejected(
                    "header " + name, "its value has a line end or another control character");
        }
        return new Headers.Field(name, value);
    }

    /** Whether they come from the variable {@link #TOKEN}, which does not say for which host. */
    boolean fromToken() {
        return origin.equals(FROM_TOKEN);
    }

    @Override
    public void addTo(Headers request, Origin target) {
        boolean atHome = target.equals(home);
        for (var header : headers) {
            if (atHome || HARMLESS.contains(header.name().toLowerCase(Locale.ROOT))) {
                request.set(header.name(), asSent(header.value()));
            }
        }
        if (atHome) {
            authorization.ifPresent(value -> request.set("Authorization", value));
        }
    }

    /**
     * A header section is sent in ISO 8859-1, one byte for a character: text of the user's becomes its bytes in
     * UTF-8.
     */
    private static String asSent(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean present() {
        return authorization.isPresent()
                || headers.stream().anyMatch(h -> !HARMLESS.contains(h.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public String redacted(String text) {
        var shown = text;
        for (var header : headers) {
            if (!HARMLESS.contains(header.name().toLowerCase(Locale.ROOT))) {
                shown = withoutCredential(shown, header.value());
            }
        }
        return authorization.isPresent() ? withoutCredential(shown, authorization.get()) : shown;
    }

    @Override
    public String shownTo(Origin asked) {
        if (!home.equals(asked)) {
            return "; credentials for " + home + " are not shown to another host";
        }
        return origin.isEmpty() ? "; no credentials were sent" : "; sent was " + origin;
    }

    /** Without the whole value, what follows its scheme, and, of a Basic credential, the password (RFC 7617 section 2). */
    private static String withoutCredential(String text, String value) {
        var bare = value.substring(value.indexOf(' ') + 1).strip();
        var shown = without(without(text, value), bare);
        if (value.regionMatches(true, 0, "Basic ", 0, "Basic ".length())) {
            try {
                var pair = new String(Base64.getDecoder().decode(bare), StandardCharsets.UTF_8);
                return without(shown, pair.substring(pair.indexOf(':') + 1));
            } catch (IllegalArgumentException _) {
                return shown;
            }
        }
        return shown;
    }

    private static String without(String text, String secret) {
        return secret.isBlank() ? text : text.replace(secret, "…");
    }
}
