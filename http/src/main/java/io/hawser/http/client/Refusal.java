package io.hawser.http.client;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a status means that is not the one hoped for. */
public final class Refusal {
    private static final Pattern MARKUP = Pattern.compile("<[^>]*+>");
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private Refusal() {}

    /**
     * The failure that {@code answer} stands for, with the first words of what the server said. The answer is closed.
     */
    public static StoreException of(Answer answer, Authentication authentication, Scope scope) {
        try (answer) {
            return of(answer, authentication, explanation(answer, authentication, scope));
        }
    }

    private static StoreException of(Answer answer, Authentication authentication, String explanation) {
        var where = answer.where();
        var headers = answer.headers();
        var text = authentication.redacted(answer.head().statusText()) + explanation;
        int status = answer.status();
        return switch (status) {
            case 401 -> new StoreException.Denied(where, text + tried(answer, authentication));
            case 403 -> new StoreException.Denied(where, text + tried(answer, authentication));
            case 407 -> new StoreException.Denied(where, text + "; the proxy's user and password go into its URL");
            case 404, 410 -> new StoreException.NotFound(where, text);
            case 412 -> new StoreException.Conflict(where, text + ": it is no longer the version that was asked for");
            case 405, 501 -> new StoreException.Unsupported(where, text);
            case 429 ->
                new StoreException.Throttled(where, text, retryAfter(headers).orElse(null));
            case 503 ->
                headers.has("Retry-After")
                        ? new StoreException.Throttled(
                                where, text, retryAfter(headers).orElse(null))
                        : new StoreException.Unavailable(where, text);
            case 408, 500, 502, 504 -> new StoreException.Unavailable(where, text);
            default ->
                status >= 500
                        ? new StoreException.Unavailable(where, text)
                        : new StoreException.Rejected(where, status < 300 ? "unexpected answer: " + text : text);
        };
    }

    /** A proxy's answer to CONNECT that is no tunnel. */
    public static StoreException byProxy(Origin origin, Proxy proxy, Head head) {
        var where = origin.toString();
        var text = "proxy " + proxy + " answers " + head.statusText() + " to CONNECT";
        return switch (head.status()) {
            case 407 -> new StoreException.Denied(where, text + "; its user and password go into the proxy's URL");
            case 429 ->
                new StoreException.Throttled(
                        where, text, retryAfter(head.headers()).orElse(null));
            default ->
                head.status() >= 500
                        ? new StoreException.Unavailable(where, text)
                        : new StoreException.Denied(where, text);
        };
    }

    private static String tried(Answer answer, Authentication authentication) {
        var schemes = answer.headers().all("WWW-Authenticate").stream()
                .map(v -> v.strip().split("[\\s,]", 2)[0])
                .filter(Headers::validName)
                .distinct()
                .toList();
        var wanted = schemes.isEmpty() ? "" : ", it asks for " + Shown.text(String.join(" or ", schemes), 60);
        return wanted + authentication.shownTo(answer.url().origin());
    }

    private static String explanation(Answer answer, Authentication authentication, Scope scope) {
        var type = answer.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        var text = answer.text(scope);
        boolean markup = type.contains("xml") && !type.contains("html");
        boolean plain = type.startsWith("text/plain") || type.contains("json");
        if (!markup && !plain) {
            // A page for people to look at says no more than the status does.
            return "";
        }
        if (type.contains("json")) {
            var message = ErrorMessage.of(text);
            if (message.isPresent()) {
                return " (" + Shown.text(authentication.redacted(message.get())) + ")";
            }
        }
        var line = (markup ? MARKUP.matcher(text).replaceAll(" ") : text)
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .findFirst()
                .orElse("");
        var shown = Shown.text(authentication.redacted(line));
        return shown.isEmpty() ? "" : " (" + shown + ")";
    }

    /**
     * How long a server asks to wait, RFC 9110 section 10.2.3: seconds, or a date, which is compared with the
     * answer's own so that clocks need not agree. At most a day.
     */
    public static Optional<Duration> retryAfter(Headers headers) {
        var value = headers.first("Retry-After").orElse("").strip();
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(value.length() > 6 ? LONGEST_WAIT : limited(Duration.ofSeconds(Long.parseLong(value))));
        }
        var now = headers.first("Date").flatMap(HttpDate::parse);
        return now.flatMap(n -> HttpDate.parse(value).map(then -> limited(Duration.between(n, then))));
    }

    private static Duration limited(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
