package io.hawser.http.client;

/**
 * Scheme, host and port: what credentials belong to (RFC 6454). The host is in lower case; an IPv6 address stands
 * without brackets.
 */
public record Origin(String scheme, String host, int port) {
    public boolean secure() {
        return scheme.equals("https");
    }

    /** Host and port as in a {@code Host} field: brackets around IPv6, no default port. */
    public String authority() {
        return port == defaultPort(scheme) ? bracketed() : bracketed() + ":" + port;
    }

    /** Host and port as in a CONNECT request: always with the port. */
    public String authorityWithPort() {
        return bracketed() + ":" + port;
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    public static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    // Written out: those that a record is given go by method handles, which are slow in a process that has just begun.

    @Override
    public boolean equals(Object other) {
        return other instanceof Origin origin
                && scheme.equals(origin.scheme)
                && host.equals(origin.host)
                && port == origin.port;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * scheme.hashCode() + host.hashCode()) + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
