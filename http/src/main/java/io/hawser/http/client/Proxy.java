package io.hawser.http.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An HTTP proxy.
 *
 * @param authorization the value of {@code Proxy-Authorization}, a secret
 */
public record Proxy(String host, int port, Optional<String> authorization) {
    /** Basic credentials as a field's value (RFC 7617), in UTF-8. */
    public static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return new Origin("http", host, port).authorityWithPort();
    }
}
