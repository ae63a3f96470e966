package io.hawser.http.artifactory;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of literal text, RFC 3986 section 2.1. */
final class UrlCode {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private UrlCode() {}

    /** As a path: slashes separate segments. A semicolon is escaped too, which would begin matrix parameters. */
    static String path(String literal) {
        return encoded(literal, UNRESERVED + "/");
    }

    /** As a name or value in a query or among matrix parameters. */
    static String value(String literal) {
        return encoded(literal, UNRESERVED);
    }

    private static String encoded(String literal, String plain) {
        var encoded = new StringBuilder();
        for (byte b : literal.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && plain.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
