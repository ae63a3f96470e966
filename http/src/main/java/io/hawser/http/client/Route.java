package io.hawser.http.client;

import java.util.Optional;

/** The way to an origin: requests on the same route may follow one another on one connection. */
record Route(Origin origin, Optional<Proxy> proxy, Trust trust) {
    /** The host to connect to. */
    String firstHost() {
        return proxy.map(Proxy::host).orElse(origin.host());
    }

    int firstPort() {
        return proxy.map(Proxy::port).orElse(origin.port());
    }

    /** Whether requests go to a proxy that forwards each: they name the whole URL and carry its credentials. */
    boolean forwarded() {
        return proxy.isPresent() && !origin.secure();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Route route
                && origin.equals(route.origin)
                && proxy.equals(route.proxy)
                && trust.equals(route.trust);
    }

    @Override
    public int hashCode() {
        return 31 * origin.hashCode() + proxy.hashCode();
    }

    @Override
    public String toString() {
        return proxy.map(p -> "proxy " + p).orElse(origin.authorityWithPort());
    }
}
