package io.hawser.http;

/**
 * Scheme, host and port: what credentials belong to (RFC 6454). The host is in lower case; an IPv6 address stands
 * without brackets.
 */
record Origin(String scheme, String host, int port) {
    boolean secure() {
        return scheme.equals("https");
    }

    /** Host and port as in a {@code Host} field: brackets around IPv6, no default port. */
    String authority() {
        return port == defaultPort(scheme) ? bracketed() : bracketed() + ":" + port;
    }

    /** Host and port as in a CONNECT request: always with the port. */
    String authorityWithPort() {
        return bracketed() + ":" + port;
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
