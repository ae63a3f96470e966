package io.hawser.http.client;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * An answer whose head was read and whose body is read as it comes. One thread reads and closes it. Only a body that
 * was read to its exact end leaves the connection fit for another request; otherwise closing breaks it off, since
 * draining could take as long as the file.
 */
public final class Answer implements AutoCloseable {
    /** A body up to this size is cheaper to read than a connection is to make. */
    private static final int SMALL = 8 << 10;

    private final HttpUrl url;
    private final String where;
    private final Head head;
    private final Body body;
    private final Route route;
    private final ConnectionPool pool;
    private final boolean reusable;
    private boolean closed;

    /** {@code reusable}: false where the request was not sent whole, so that the server may still wait for the rest. */
    Answer(HttpUrl url, String where, Head head, Body body, Route route, ConnectionPool pool, boolean reusable) {
        this.url = url;
        this.where = where;
        this.head = head;
        this.body = body;
        this.route = route;
        this.pool = pool;
        this.reusable = reusable;
    }

    /** The URL that answered, after redirects. */
    public HttpUrl url() {
        return url;
    }

    /** What was asked for and where redirects led, for messages. */
    public String where() {
        return where;
    }

    public Head head() {
        return head;
    }

    public int status() {
        return head.status();
    }

    public Headers headers() {
        return head.headers();
    }

    /** Bytes of the body, where that is known beforehand. */
    public OptionalLong length() {
        return body.length();
    }

    /** What Content-Length says; in an answer to HEAD, that of the body which a GET would have. */
    public OptionalLong announcedLength() throws StoreException {
        try {
            return Body.contentLength(head);
        } catch (MalformedAnswerException e) {
            throw Failures.exchanging(where, e);
        }
    }

    /** The next bytes of the body, good until the next call; null at its end. */
    public ByteBuffer next() throws StoreException {
        try {
            return body.next();
        } catch (IOException e) {
            throw Failures.exchanging(where, e);
        }
    }

    /**
     * The beginning of the body as text, and the connection kept if that is all of it. For the answers that explain a
     * refusal.
     */
    public String text(Scope scope) {
        var text = new byte[SMALL];
        int length = 0;
        try (var _ = scope.hold(this::abort)) {
            while (length < SMALL) {
                var bytes = body.next();
                if (bytes == null) {
                    break;
                }
                int count = Math.min(bytes.remaining(), SMALL - length);
                bytes.get(text, length, count);
                length += count;
            }
        } catch (IOException _) {
            // The status says enough; whatever explanation came until now is better than none.
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** Passes over a small body, so that the connection can be kept. */
    public void passOver(Scope scope) {
        var length = body.length();
        if (length.isPresent() && length.getAsLong() <= SMALL) {
            text(scope);
        }
    }

    /** Of a run of bytes that begins at {@code start}, hands on what lies between {@code position} and {@code end}. */
    public static void handOn(ByteBuffer run, long start, long position, long end, Sink sink, Scope scope)
            throws IOException {
        int skipped = (int) Math.clamp(position - start, 0, (long) run.remaining());
        if (skipped > 0) {
            scope.moved(skipped);
        }
        int wanted = (int) Math.min(run.remaining(), end - start) - skipped;
        if (wanted > 0) {
            sink.write(start + skipped, run.slice(run.position() + skipped, wanted));
        }
    }

    /** Closes the connection at once. From any thread; a blocked {@link #next} fails. */
    public void abort() {
        body.connection.abort();
    }

    /** Gives the connection back, or closes it when there is more on it than was read. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var connection = body.connection;
        boolean clean = reusable && body.ended() && body.delimited() && head.keepsAlive() && !connection.leftOver();
        pool.giveBack(connection.end());
        if (clean) {
            pool.release(route, connection);
        } else {
            connection.abort();
        }
    }
}
