package io.hawser.testkit.artifactory;

import io.hawser.testkit.Exchange;
import io.hawser.testkit.Headers;
import io.hawser.testkit.Request;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request that an {@link ArtifactoryServer} got, and what became of it.
 *
 * @param number counts the requests of the server from 1, in the order in which they came
 * @param connection counts the connections of the server from 1
 * @param item what it was about: {@code repository/path}, decoded; empty where it named none
 * @param query names and values, decoded
 * @param headers those of the request, without credentials
 * @param user who was known by the credentials; empty where there were none, or wrong ones
 * @param credentials what it carried: {@code Basic}, {@code Bearer}, {@code X-JFrog-Art-Api}, or nothing
 * @param status of the answer; 0 before there is one
 * @param sent the bytes of the answer's content that were given to the connection when this was asked for
 */
public record ArtifactoryExchange(
        int number,
        int connection,
        ArtifactoryOperation operation,
        String method,
        String item,
        Map<String, String> query,
        Headers headers,
        Optional<String> user,
        Optional<String> credentials,
        int status,
        long sent) {
    private static final Set<String> SECRET = Set.of("authorization", "x-jfrog-art-api", "cookie");

    static ArtifactoryExchange of(Exchange exchange, ServerState state) {
        Request request = exchange.request();
        // Who somebody was then, whatever has become of his token since.
        Optional<String> user = state.senders.getOrDefault(request.number(), Optional.empty());
        return of(request, state, user, exchange.status(), exchange.sent());
    }

    /** One that is not answered yet. */
    static ArtifactoryExchange begun(Request request, ServerState state) {
        Optional<String> user = state.users.sender(request).map(ArtifactoryUser::name);
        state.senders.put(request.number(), user);
        return of(request, state, user, 0, 0);
    }

    private static ArtifactoryExchange of(
            Request request, ServerState state, Optional<String> user, int status, long sent) {
        Call call = Call.of(request, state.base.getRawPath());
        return new ArtifactoryExchange(
                request.number(),
                request.connection(),
                call.operation(),
                request.method(),
                call.item().map(ItemPath::slashed).orElse(""),
                call.query(),
                new Headers(request.headers().fields().stream()
                        .filter(field -> !SECRET.contains(field.name().toLowerCase(Locale.ROOT)))
                        .toList()),
                user,
                credentials(request),
                status,
                sent);
    }

    private static Optional<String> credentials(Request request) {
        return request.header("X-JFrog-Art-Api")
                .map(_ -> "X-JFrog-Art-Api")
                .or(() -> request.header("Authorization").map(field -> field.split(" ")[0]));
    }

    /** The first value of a header field of the request. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    @Override
    public String toString() {
        return "#" + number + " " + method + " " + operation + " " + item + " " + query + " by " + user.orElse("nobody")
                + " -> " + status + ", " + sent + " bytes";
    }
}
