package io.hawser.http.client;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Sends requests: over the proxy that the environment names, on a kept connection where there is one, with
 * credentials where they belong, and after redirects. It never retries what failed, with one exception: a kept
 * connection that the server closed while the request was under way (RFC 9112 section 9.3.1) is no fault, and the
 * request goes out once more on a fresh one.
 */
public final class Client {
    private static final int REDIRECTS = 10;
    private static final Set<Integer> REDIRECT = Set.of(301, 302, 303, 307, 308);

    private final ConnectionPool pool;
    private final Dialer dialer;
    private final Proxies proxies;
    private final Trust trust;
    private final Authentication authentication;
    private final String userAgent;
    private final Consumer<String> trace;

    /** {@code trace} takes a line for each answer, without secrets. */
    public Client(
            ConnectionPool pool,
            Dialer dialer,
            Proxies proxies,
            Trust trust,
            Authentication authentication,
            String userAgent,
            Consumer<String> trace) {
        this.pool = pool;
        this.dialer = dialer;
        this.proxies = proxies;
        this.trust = trust;
        this.authentication = authentication;
        this.userAgent = userAgent;
        this.trace = trace;
    }

    public Authentication authentication() {
        return authentication;
    }

    /**
     * Sends a request without content and returns the answer that redirects led to, whatever its status. {@code
     * scope} can stop this until it returns; reading the body is the caller's to protect.
     */
    public Answer ask(Request request, Scope scope) throws StoreException {
        try {
            return send(request, scope);
        } catch (IOException e) {
            throw Failures.exchanging(request.url().toString(), e);
        }
    }

    /**
     * Sends a request and returns its answer as it is, also one that redirects.
     *
     * @throws IOException a {@link StoreException} when the exchange failed; whatever the content threw, unchanged
     */
    public Answer once(Request request, Scope scope) throws IOException {
        return exchange(request, List.of(request.url()), scope);
    }

    /**
     * As {@link #ask}, for a request that may have content.
     *
     * @throws IOException a {@link StoreException} when the exchange failed; whatever the content threw, unchanged
     */
    public Answer send(Request request, Scope scope) throws IOException {
        var chain = new ArrayList<HttpUrl>(List.of(request.url()));
        while (true) {
            var answer = exchange(request, chain, scope);
            var location = answer.headers().first("Location");
            if (!REDIRECT.contains(answer.status()) || location.isEmpty()) {
                return answer;
            }
            try {
                chain.add(target(request, chain, answer, location.get()));
                answer.passOver(scope);
            } finally {
                answer.close();
            }
        }
    }

    private HttpUrl target(Request request, List<HttpUrl> chain, Answer answer, String location) throws StoreException {
        var from = chain.getLast();
        HttpUrl next;
        try {
            next = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(answer.where(), "redirects to " + e.getMessage());
        }
        boolean keepsMethod = answer.status() == 307 || answer.status() == 308;
        boolean changes = !request.method().equals("GET") && !request.method().equals("HEAD");
        if (changes && !keepsMethod) {
            throw new StoreException.Rejected(
                    answer.where(),
                    "answers " + request.method() + " with "
                            + authentication.redacted(answer.head().statusText()) + " to " + next
                            + ", which does not say that it was done");
        }
        if (!request.replayable()) {
            throw new StoreException.Rejected(
                    answer.where(),
                    "redirects to " + next + ", and what was sent cannot be read a second time; name that URL");
        }
        boolean secretive = authentication.present() || request.content().isPresent();
        if (from.origin().secure() && !next.origin().secure() && secretive) {
            throw new StoreException.Rejected(
                    answer.where(), "redirects from https to " + next + ", where all could be read on the way");
        }
        if (chain.size() > REDIRECTS) {
            var all = chain.stream().map(HttpUrl::toString).distinct().collect(Collectors.joining(" → "));
            throw new StoreException.Rejected(
                    chain.getFirst(), "more than " + REDIRECTS + " redirects: " + all + " → " + next);
        }
        return next;
    }

    private Answer exchange(Request request, List<HttpUrl> chain, Scope scope) throws IOException {
        var url = chain.getLast();
        var where = chain.size() == 1 ? url.toString() : chain.getFirst() + " (redirected to " + url + ")";
        var route = new Route(url.origin(), proxies.forOrigin(url.origin()), trust);
        // Nobody knows whether a request was carried out that got no answer: what must not be done twice goes on a
        // connection that cannot be stale.
        boolean repeatable = request.replayable() && request.idempotent();
        var kept = repeatable ? pool.take(route) : Optional.<Connection>empty();
        if (kept.isPresent()) {
            var answer = exchange(kept.get(), true, route, request, url, where, scope);
            if (answer.isPresent()) {
                return answer.get();
            }
            trace.accept(
                    request.method() + " " + url + ": the kept connection was of no use, once more on a fresh one");
        }
        return exchange(dial(route, where, scope), false, route, request, url, where, scope)
                .orElseThrow();
    }

    private Connection dial(Route route, String where, Scope scope) throws StoreException {
        try {
            return dialer.dial(route, scope);
        } catch (IOException e) {
            throw Failures.connecting(where, route, dialer.timeout(), e);
        }
    }

    /**
     * The answer; empty when a kept connection turned out to be closed, or what came on it belonged to the request
     * before: some servers send a body where there must be none.
     */
    private Optional<Answer> exchange(
            Connection connection, boolean kept, Route route, Request request, HttpUrl url, String where, Scope scope)
            throws IOException {
        Answer answer = null;
        connection.begin(pool.buffer());
        try (var _ = scope.hold(connection::abort)) {
            var failure = write(connection, route, request, url);
            // A server that refuses may answer and close before it has read everything: what it said is worth more than
            // "broken pipe".
            var head = connection.readHead();
            if (failure.isPresent() && head.status() < 300) {
                throw failure.get();
            }
            var body = Body.of(connection, request.method(), head);
            answer = new Answer(url, where, head, body, route, pool, failure.isEmpty());
            trace.accept(
                    request.method() + " " + url + range(request) + ": " + authentication.redacted(head.statusText()));
            return Optional.of(answer);
        } catch (ContentException e) {
            throw e.getCause();
        } catch (IOException e) {
            boolean notOurs = !connection.answered() || e instanceof MalformedAnswerException;
            if (kept && notOurs && !connection.aborted()) {
                return Optional.empty();
            }
            throw Failures.exchanging(where, e);
        } finally {
            if (answer == null) {
                connection.abort();
                pool.giveBack(connection.end());
            }
        }
    }

    /** Sends the request. Returns how the connection failed, if it did. */
    private Optional<IOException> write(Connection connection, Route route, Request request, HttpUrl url)
            throws ContentException {
        var output = new RequestWriter(connection, request);
        try {
            output.head(headerSection(route, request, url));
            if (request.content().isPresent()) {
                request.content().get().writeTo(output);
                output.finish();
            }
            return Optional.empty();
        } catch (IOException e) {
            if (output.connectionFailed()) {
                return Optional.of(e);
            }
            throw new ContentException(e);
        }
    }

    private byte[] headerSection(Route route, Request request, HttpUrl url) {
        var headers = new Headers()
                .add("Host", url.origin().authority())
                .add("User-Agent", userAgent)
                .add("Accept", "*/*")
                // Bytes are to be the file's own: a coding on the way would change them, their count and their ranges.
                .add("Accept-Encoding", "identity");
        request.headers().fields().forEach(f -> headers.set(f.name(), f.value()));
        request.content()
                .ifPresent(content -> content.length()
                        .ifPresentOrElse(
                                length -> headers.set("Content-Length", Long.toString(length)),
                                () -> headers.set("Transfer-Encoding", "chunked")));
        authentication.addTo(headers, url.origin());
        if (route.forwarded()) {
            route.proxy().flatMap(Proxy::authorization).ifPresent(a -> headers.set("Proxy-Authorization", a));
        }
        var section = new StringBuilder(request.method())
                .append(' ')
                .append(route.forwarded() ? url.absoluteForm() : url.target())
                .append(" HTTP/1.1\r\n");
        for (var field : headers.fields()) {
            section.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        return section.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String range(Request request) {
        return request.headers().first("Range").map(r -> " " + r).orElse("");
    }

    /** Carries a failure of whoever hands over the request's content past those of the connection. */
    private static final class ContentException extends Exception {
        private static final long serialVersionUID = 1L;

        private ContentException(IOException cause) {
            super(cause);
        }

        @Override
        public synchronized IOException getCause() {
            return (IOException) super.getCause();
        }
    }
}
