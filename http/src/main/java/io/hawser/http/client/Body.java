package io.hawser.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * The bytes of an answer's body, framed as RFC 9112 section 6.3 says. The end is only what the framing says it is: a
 * connection that is closed before is an error.
 */
abstract sealed class Body {
    final Connection connection;

    private Body(Connection connection) {
        this.connection = connection;
    }

    /** The next bytes, in the connection's own buffer and good until the next call; null at the end. */
    abstract ByteBuffer next() throws IOException;

    /** Whether the end was reached. */
    abstract boolean ended();

    /** How many bytes there are in all, where that is known beforehand. */
    OptionalLong length() {
        return OptionalLong.empty();
    }

    /** Whether another answer can follow on the same connection. */
    boolean delimited() {
        return true;
    }

    /**
     * The body that belongs to an answer.
     *
     * @throws MalformedAnswerException when the head contradicts itself on where the body ends
     */
    static Body of(Connection connection, String method, Head head) throws MalformedAnswerException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new Sized(connection, 0);
        }
        var codings = head.headers().tokens("Transfer-Encoding");
        if (!codings.isEmpty()) {
            return transferred(connection, head, codings);
        }
        var length = contentLength(head);
        return length.isPresent() ? new Sized(connection, length.getAsLong()) : new UntilClose(connection);
    }

    private static Body transferred(Connection connection, Head head, List<String> codings)
            throws MalformedAnswerException {
        if (head.minor() == 0) {
            throw new MalformedAnswerException(
                    "an HTTP/1.0 answer with Transfer-Encoding: " + Shown.text(codings.toString(), 60));
        }
        if (codings.size() != 1 || !codings.getFirst().equals("chunked")) {
            throw new MalformedAnswerException(
                    "a transfer coding that was not asked for: " + Shown.text(String.join(", ", codings), 60));
        }
        // RFC 9112 section 6.3: a Content-Length beside it is overridden, and may be an attempt at smuggling, so that
        // the connection must
        // not be used again.
        return new Chunked(connection, !head.headers().has("Content-Length"));
    }

    /**
     * The value of Content-Length; the same value several times is one value (RFC 9112 section 6.3).
     *
     * @throws MalformedAnswerException when it is no number of bytes, or several
     */
    static OptionalLong contentLength(Head head) throws MalformedAnswerException {
        var all = head.headers().tokens("Content-Length");
        var values = all.size() > 1 ? new HashSet<>(all) : all;
        if (values.isEmpty()) {
            if (head.headers().has("Content-Length")) {
                throw new MalformedAnswerException("an empty Content-Length");
            }
            return OptionalLong.empty();
        }
        if (values.size() > 1) {
            throw new MalformedAnswerException("differing values of Content-Length: "
                    + Shown.text(String.join(", ", head.headers().all("Content-Length")), 60));
        }
        var value = values.iterator().next();
        try {
            if (onlyDigits(value)) {
                return OptionalLong.of(Long.parseLong(value));
            }
        } catch (NumberFormatException _) {
            // More digits than any file has bytes: no better than no number.
        }
        throw new MalformedAnswerException("a Content-Length that is no number of bytes: " + Shown.text(value, 40));
    }

    private static boolean onlyDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** As many bytes as Content-Length says. */
    private static final class Sized extends Body {
        private final long size;
        private long left;

        private Sized(Connection connection, long size) {
            super(connection);
            this.size = size;
            this.left = size;
        }

        @Override
        ByteBuffer next() throws IOException {
            if (left == 0) {
                return null;
            }
            if (!connection.fill()) {
                throw new IncompleteAnswerException(
                        "the connection was closed after " + (size - left) + " of " + size + " bytes");
            }
            var bytes = connection.next(left);
            left -= bytes.remaining();
            return bytes;
        }

        @Override
        boolean ended() {
            return left == 0;
        }

        @Override
        OptionalLong length() {
            return OptionalLong.of(size);
        }
    }

    /**
     * Everything until the other side closes: where neither length nor chunks are given, nothing else ends the body.
     */
    private static final class UntilClose extends Body {
        private boolean ended;

        private UntilClose(Connection connection) {
            super(connection);
        }

        @Override
        ByteBuffer next() throws IOException {
            ended = ended || !connection.fill();
            return ended ? null : connection.next(Long.MAX_VALUE);
        }

        @Override
        boolean ended() {
            return ended;
        }

        @Override
        boolean delimited() {
            return false;
        }
    }

    /** The chunked transfer coding, RFC 9112 section 7.1. Extensions and trailers are read and passed over. */
    private static final class Chunked extends Body {
        private static final int LINE_LIMIT = 4 << 10;

        private final boolean delimited;
        private long left;
        private long received;
        private boolean first = true;
        private boolean ended;

        private Chunked(Connection connection, boolean delimited) {
            super(connection);
            this.delimited = delimited;
        }

        @Override
        ByteBuffer next() throws IOException {
            if (left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return null;
            }
            if (!connection.fill()) {
                throw closed();
            }
            var bytes = connection.next(left);
            left -= bytes.remaining();
            received += bytes.remaining();
            return bytes;
        }

        private void nextChunk() throws IOException {
            if (!first && !line().isEmpty()) {
                throw new IncompleteAnswerException(
                        "a chunk is longer than its size said, after " + received + " bytes of the body");
            }
            first = false;
            left = size(line());
            if (left == 0) {
                passTrailers();
                ended = true;
            }
        }

        private long size(String line) throws IncompleteAnswerException {
            int end = 0;
            while (end < line.length() && Character.digit(line.charAt(end), 16) >= 0) {
                end++;
            }
            var rest = line.substring(end).strip();
            if (end == 0 || end > 15 || !(rest.isEmpty() || rest.startsWith(";"))) {
                throw new IncompleteAnswerException("a chunk's size was expected after " + received
                        + " bytes of the body, and '" + Shown.text(line, 40) + "' came");
            }
            return Long.parseLong(line, 0, end, 16);
        }

        private void passTrailers() throws IOException {
            int length = 0;
            for (var line = line(); !line.isEmpty(); line = line()) {
                length += line.length();
                if (length > Head.LIMIT) {
                    throw new IncompleteAnswerException("trailers longer than " + (Head.LIMIT >> 10) + " KiB");
                }
            }
        }

        /**
         * A line that ends in CR LF: a bare LF, which a header may have, would hide that a chunk is shorter than its
         * size.
         */
        private String line() throws IOException {
            var line = new StringBuilder();
            while (true) {
                int b = connection.nextByte();
                if (b < 0) {
                    throw closed();
                }
                int length = line.length();
                if (b == '\n' && length > 0 && line.charAt(length - 1) == '\r') {
                    return line.substring(0, length - 1);
                }
                if (length == LINE_LIMIT) {
                    throw new IncompleteAnswerException(
                            "a line of more than " + LINE_LIMIT + " bytes where a chunk's size was expected");
                }
                line.append((char) b);
            }
        }

        private IncompleteAnswerException closed() {
            return new IncompleteAnswerException(
                    "the connection was closed after " + received + " bytes, before the last chunk");
        }

        @Override
        boolean ended() {
            return ended;
        }

        @Override
        boolean delimited() {
            return delimited;
        }
    }
}
