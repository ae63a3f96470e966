package io.hawser.http;

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
    public String toString() {
        return proxy.map(p -> "proxy " + p).orElse(origin.authorityWithPort());
    }
}
