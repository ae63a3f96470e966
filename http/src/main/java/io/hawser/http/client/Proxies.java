package io.hawser.http.client;

import io.hawser.Location;
import io.hawser.StoreException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy the environment names for a URL, by the rules that curl set: {@code http_proxy} and {@code https_proxy}
 * by the URL's scheme, {@code all_proxy} for both, none for the hosts in {@code no_proxy}. Names in lower case come
 * first. {@code HTTP_PROXY} in capitals is not believed inside a CGI program ({@code REQUEST_METHOD} is set), where a
 * client's {@code Proxy:} field could have set it.
 */
public final class Proxies {
    private final Map<String, String> environment;
    private final NoProxy exceptions;

    public Proxies(Map<String, String> environment) {
        this.environment = environment;
        this.exceptions = NoProxy.parse(variable("no_proxy").orElse(""));
    }

    /**
     * The proxy for requests to {@code origin}.
     *
     * @throws StoreException.Rejected when the variable holds no proxy's URL
     * @throws StoreException.Unsupported when it names a proxy of another kind
     */
    public Optional<Proxy> forOrigin(Origin origin) throws StoreException {
        var name = origin.scheme() + "_proxy";
        var value = variable(name);
        if (value.isEmpty()) {
            name = "all_proxy";
            value = variable(name);
        }
        return value.isEmpty() || exceptions.matches(origin) ? Optional.empty() : Optional.of(parse(name, value.get()));
    }

    private Optional<String> variable(String name) {
        var capitals = name.toUpperCase(Locale.ROOT);
        boolean believed = !capitals.equals("HTTP_PROXY") || !environment.containsKey("REQUEST_METHOD");
        var value = environment.getOrDefault(name, believed ? environment.getOrDefault(capitals, "") : "");
        return Optional.of(value.strip()).filter(v -> !v.isEmpty());
    }

    private static Proxy parse(String name, String value) throws StoreException {
        var url = value.contains("://") ? value : "http://" + value;
        var scheme = url.substring(0, url.indexOf("://")).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http")) {
            boolean known = List.of("https", "socks", "socks4", "socks4a", "socks5", "socks5h")
                    .contains(scheme);
            throw new StoreException.Unsupported(
                    name,
                    (known ? scheme + " proxies are" : "a proxy of the kind '" + Shown.text(scheme, 20) + "' is")
                            + " not supported; http://host:port is");
        }
        try {
            var parsed = HttpUrl.of(Location.parse(url));
            var origin = parsed.origin();
            return new Proxy(
                    origin.host(),
                    origin.port(),
                    parsed.userInfo().map(HttpUrl::decoded).map(Proxy::basic));
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(name, "is no proxy's URL such as http://host:port: " + e.getMessage());
        }
    }
}
