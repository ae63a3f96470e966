package io.hawser.http;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.Client;
import io.hawser.http.client.ContentRange;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Refusal;
import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks for bytes of one file, and makes sure that what is answered are bytes of that file in that version. */
final class Fetcher {
    private final Client client;
    private final HttpUrl url;
    /** Where redirects led the last time, so that the parts of a file need not be redirected each. */
    private volatile HttpUrl resolved;
    /** Whether redirects led away, so that the version which is known is the one that others than {@link #url} name. */
    private volatile boolean redirected;

    Fetcher(Client client, HttpUrl url) {
        this.client = client;
        this.url = url;
        this.resolved = url;
    }

    /**
     * Asks for {@code range} of the version {@code pinned}, or for the whole file where that is empty. The answer
     * begins at the range's start or, where the server serves no ranges, at 0.
     *
     * @throws Served.UnusableException when a range was served that is not the one asked for
     * @throws StoreException.Conflict when it is another version by now
     */
    Served fetch(Optional<ByteRange> range, Validators pinned, Scope scope)
            throws StoreException, Served.UnusableException {
        var answer = answer(range, pinned, scope);
        boolean kept = false;
        try {
            if (answer.status() == 416 && range.isPresent()) {
                throw beyondTheEnd(pinned, answer);
            }
            if (answer.status() != 200 && (answer.status() != 206 || range.isEmpty())) {
                throw Refusal.of(answer, client.authentication(), scope);
            }
            var served = answer.status() == 206
                    ? Served.part(answer, range.orElseThrow(), pinned.size())
                    : Served.whole(answer, url, pinned.size());
            check(served, pinned);
            redirected |= !answer.url().equals(url);
            resolved = answer.url();
            kept = true;
            return served;
        } finally {
            if (!kept) {
                answer.close();
            }
        }
    }

    private Answer answer(Optional<ByteRange> range, Validators pinned, Scope scope) throws StoreException {
        var from = resolved;
        var answer = client.ask(request(from, range, pinned), scope);
        if (!expired(answer.status()) || from.equals(url)) {
            return answer;
        }
        // The URL that a redirect gave may have expired; the one that was asked for gives a new one.
        answer.close();
        resolved = url;
        return client.ask(request(url, range, pinned), scope);
    }

    /**
     * A request that the server is to refuse for another version. Of a file that comes from elsewhere the version is the
     * other server's, whose tags mean nothing to the one that redirects: what comes is compared instead.
     */
    private Request request(HttpUrl from, Optional<ByteRange> range, Validators pinned) {
        var request = Request.get(from);
        range.ifPresent(r -> request.with("Range", "bytes=" + r));
        if (!redirected || !from.equals(url)) {
            pinned.pin(request);
        }
        return request;
    }

    private static boolean expired(int status) {
        return status >= 400 && status < 500 && status != 412 && status != 416 && status != 429;
    }

    private static Served.UnusableException beyondTheEnd(Validators pinned, Answer answer) throws StoreException {
        var size = answer.headers()
                .first("Content-Range")
                .flatMap(ContentRange::parse)
                .map(ContentRange::total)
                .orElse(OptionalLong.empty());
        if (size.isPresent()
                && pinned.size().isPresent()
                && size.getAsLong() != pinned.size().getAsLong()) {
            throw new StoreException.Conflict(
                    answer.where(),
                    "it had " + pinned.size().getAsLong() + " bytes when it was opened and has " + size.getAsLong());
        }
        return new Served.UnusableException(answer.head().statusText());
    }

    private void check(Served served, Validators pinned) throws StoreException {
        var where = served.answer().where();
        var difference = pinned.differenceTo(served.version());
        if (difference.isPresent()) {
            throw new StoreException.Conflict(where, "it changed while it was read: " + difference.get());
        }
        if (pinned.token().isPresent() && !pinned.comparableTo(served.version())) {
            throw new StoreException.Unavailable(
                    where,
                    "an answer came without the ETag or date that the file had, so that it may be of another version");
        }
    }
}
