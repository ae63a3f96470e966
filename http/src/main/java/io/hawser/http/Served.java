package io.hawser.http;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.ContentRange;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Shown;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * An answer to a GET that carries bytes of the file, and where they belong. What its head says was checked; that the
 * body holds to it is checked as it is read.
 */
final class Served implements AutoCloseable {
    private final Answer answer;
    private final ByteRuns bytes;
    private final ByteRange range;
    private final Validators version;
    private final boolean partial;
    private final boolean coded;

    private Served(Answer answer, ByteRuns bytes, ByteRange range, Validators version, boolean partial, boolean coded) {
        this.answer = answer;
        this.bytes = bytes;
        this.range = range;
        this.version = version;
        this.partial = partial;
        this.coded = coded;
    }

    /**
     * A 200: the whole file, with a coding undone. {@code asked}: the URL before any redirect, whose name the file has for the user; {@code
     * known}: its size, where that is known already.
     */
    static Served whole(Answer answer, HttpUrl asked, OptionalLong known) throws StoreException {
        var bytes = ContentDecoder.of(answer, asked);
        boolean coded = bytes instanceof ContentDecoder;
        var size = coded ? OptionalLong.empty() : answer.length();
        var range = new ByteRange(0, size.orElse(known.orElse(ByteRange.OPEN)));
        return new Served(answer, bytes, range, Validators.of(answer.headers(), size), false, coded);
    }

    /**
     * A 206: some or all of the bytes that were asked for, from the first of them on.
     *
     * @param size of the file where it is known already; otherwise the answer must tell it
     * @throws UnusableException when the answer is not that
     */
    static Served part(Answer answer, ByteRange asked, OptionalLong size) throws UnusableException {
        var headers = answer.headers();
        if (headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw new UnusableException("several ranges where one was asked for");
        }
        if (ContentDecoder.needed(headers)) {
            throw new UnusableException("a range of a coded form of the file");
        }
        var field = headers.first("Content-Range");
        if (field.isEmpty()) {
            throw new UnusableException("no Content-Range");
        }
        var named = "Content-Range: " + Shown.text(field.get(), 60) + " where bytes=" + asked + " was asked for";
        var given = ContentRange.parse(field.get())
                .filter(ContentRange::satisfied)
                .orElseThrow(() -> new UnusableException(named));
        var total = given.total().isPresent() ? given.total() : size;
        if (total.isEmpty()) {
            throw new UnusableException(named + ", so that the file's size is not known");
        }
        var range = new ByteRange(given.start().getAsLong(), given.end().getAsLong());
        boolean within =
                range.start() == asked.start() && range.end() <= asked.end() && range.end() <= total.getAsLong();
        if (!within) {
            throw new UnusableException(named);
        }
        if (answer.length().isPresent() && answer.length().getAsLong() != range.length()) {
            throw new UnusableException(
                    named + ", with Content-Length: " + answer.length().getAsLong());
        }
        return new Served(answer, answer::next, range, Validators.of(headers, total), true, false);
    }

    /** The bytes it carries; open where its end will show only when it comes. */
    ByteRange range() {
        return range;
    }

    Validators version() {
        return version;
    }

    /** Whether the server served a range. */
    boolean partial() {
        return partial;
    }

    /** Whether the file came in a coding that was undone: positions in it are not the server's. */
    boolean coded() {
        return coded;
    }

    Answer answer() {
        return answer;
    }

    /**
     * Hands the bytes from {@code position} on to {@code sink}, at most up to {@code end}, and passes over those
     * before.
     *
     * @return the position after the last byte
     */
    long copyTo(Sink sink, long position, long end, Scope scope) throws IOException {
        try (var _ = scope.hold(answer::abort)) {
            long at = range.start();
            while (at < end) {
                var run = bytes.next();
                if (run == null) {
                    return ended(at, position);
                }
                at += run.remaining();
                if (at > range.end()) {
                    throw new StoreException.Unavailable(
                            answer.where(), "sent more than the bytes " + range + " that it announced");
                }
                Answer.handOn(run, at - run.remaining(), position, end, sink, scope);
            }
            // The end of the framing follows the last byte, and the connection is fit for another request only behind
            // it.
            if (at == range.end() && bytes.next() != null) {
                throw new StoreException.Unavailable(
                        answer.where(), "sent more than the bytes " + range + " that it announced");
            }
            return Math.min(at, end);
        }
    }

    private long ended(long at, long position) throws StoreException {
        if (!range.open() && at < range.end()) {
            throw new StoreException.Unavailable(
                    answer.where(), "ended after " + (at - range.start()) + " of " + range.length() + " bytes");
        }
        if (at < position) {
            throw new StoreException.Conflict(
                    answer.where(), "ended after " + at + " bytes, but had at least " + position + " before");
        }
        return at;
    }

    @Override
    public void close() {
        answer.close();
    }

    /** A 206 that does not carry what was asked for. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }
}
