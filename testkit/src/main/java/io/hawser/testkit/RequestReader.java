package io.hawser.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Reads requests off a connection (RFC 9112). */
final class RequestReader {
    private static final int LONGEST_LINE = 1 << 16;

    private final InputStream in;
    private final int connection;

    RequestReader(InputStream in, int connection) {
        this.in = in;
        this.connection = connection;
    }

    /** The head of the next request and its content, still unread; empty where the client has ended the connection. */
    Optional<Request> next(IntSupplier numbers, BodyStream.Continue interim) throws IOException {
        String line = line(in);
        if (line == null) {
            return Optional.empty();
        }
        String[] words = line.split(" ");
        if (words.length != 3) {
            throw new IOException("Not a request line: " + line);
        }
        Headers headers = headers(in);
        return Optional.of(
                new Request(numbers.getAsInt(), connection, words[0], words[1], headers, body(headers, interim)));
    }

    private BodyStream body(Headers headers, BodyStream.Continue interim) throws IOException {
        BodyStream.Continue awaited = headers.lists("Expect", "100-continue") ? interim : () -> {};
        if (headers.lists("Transfer-Encoding", "chunked")) {
            return BodyStream.chunked(in, awaited);
        }
        Optional<String> length = headers.first("Content-Length");
        try {
            return BodyStream.ofLength(in, length.isPresent() ? Long.parseLong(length.get()) : 0, awaited);
        } catch (NumberFormatException e) {
            throw new IOException("Content-Length: " + length.get(), e);
        }
    }

    /** Header fields up to the empty line; also the trailers of a chunked content. */
    static Headers headers(InputStream in) throws IOException {
        Headers headers = Headers.none();
        while (true) {
            String line = line(in);
            if (line == null) {
                throw new EOFException("The connection ended within the header fields");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("Not a header field: " + line);
            }
            headers = headers.and(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    /** A line without its end; null where the stream ends before its first byte. */
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() == 0) {
                    return null;
                }
                throw new EOFException("The connection ended within a line");
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("A line of more than " + LONGEST_LINE + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** The size that a chunk begins with. */
    static long chunkSize(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException("The connection ended between chunks");
        }
        String size = line.split(";")[0].strip().toLowerCase(Locale.ROOT);
        try {
            return Long.parseLong(size, 16);
        } catch (NumberFormatException e) {
            throw new IOException("Not the size of a chunk: " + line, e);
        }
    }
}
