package io.hawser.testkit.s3;

import io.hawser.testkit.Exchange;
import io.hawser.testkit.Headers;
import io.hawser.testkit.Request;
import java.util.Locale;
import java.util.Optional;

/**
 * A request that a {@link ScriptedS3Server} got, and what became of it.
 *
 * @param headers those of the request, without signatures, tokens and keys
 * @param status of the answer; 0 before there is one
 * @param sent the bytes of the answer's content that were given to the connection when this was asked for
 * @param connection counts the connections of the server from 1
 */
public record S3Exchange(S3Request request, Headers headers, int status, long sent, int connection) {
    static S3Exchange of(Exchange exchange) {
        return of(exchange.request(), exchange.status(), exchange.sent());
    }

    static S3Exchange of(Request request, int status, long sent) {
        return new S3Exchange(
                Incoming.of(request).s3(),
                new Headers(request.headers().fields().stream()
                        .filter(field -> !isSecret(field.name().toLowerCase(Locale.ROOT)))
                        .toList()),
                status,
                sent,
                request.connection());
    }

    private static boolean isSecret(String name) {
        return name.equals("authorization") || name.equals("x-amz-security-token") || name.endsWith("-customer-key");
    }

    /** The first value of a header field of the request. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }
}
