package io.hawser.http.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Status line and fields of an answer (RFC 9112 sections 4 and 5).
 *
 * @param minor version: 1 for HTTP/1.1, 0 for HTTP/1.0
 */
public record Head(int minor, int status, String reason, Headers headers) {
    /** The most bytes of a header section; servers' own limits are 8 to 48 KiB. */
    static final int LIMIT = 64 << 10;

    /**
     * Reads a header section, from its first byte to the empty line that ends it.
     *
     * @throws MalformedAnswerException when it is none; the message says what came
     */
    static Head parse(byte[] section) throws MalformedAnswerException {
        var lines = lines(new String(section, StandardCharsets.ISO_8859_1));
        var status = lines.getFirst();
        if (!isStatusLine(status)) {
            throw notHttp(status);
        }
        var headers = new Headers();
        for (var line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            var name = colon < 0 ? line : line.substring(0, colon);
            var value = line.substring(colon + 1).strip();
            if (colon < 0 || !Headers.validName(name) || !Headers.validValue(value)) {
                throw new MalformedAnswerException(
                        "the answer's header has a line that is no field: '" + Shown.text(line, 80) + "'");
            }
            headers.add(name, value);
        }
        return new Head(
                status.charAt(7) - '0',
                Integer.parseInt(status.substring(9, 12)),
                status.length() > 13 ? status.substring(13).strip() : "",
                headers);
    }

    /** Lines up to the empty one, each unfolded: a line that begins with white space goes on with the one before it. */
    private static List<String> lines(String section) throws MalformedAnswerException {
        var lines = new ArrayList<String>();
        int from = 0;
        for (int end = section.indexOf('\n'); end >= 0; from = end + 1, end = section.indexOf('\n', from)) {
            var line = section.substring(from, end > from && section.charAt(end - 1) == '\r' ? end - 1 : end);
            if (line.isEmpty() && !lines.isEmpty()) {
                return lines;
            }
            boolean folded = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (folded && lines.size() > 1) {
                lines.add(lines.removeLast() + " " + line.strip());
            } else {
                lines.add(line);
            }
        }
        throw notHttp(section);
    }

    private static boolean isStatusLine(String line) {
        return line.length() >= 12
                && line.startsWith("HTTP/1.")
                && digit(line.charAt(7))
                && line.charAt(8) == ' '
                && line.charAt(9) >= '1'
                && line.charAt(9) <= '9'
                && digit(line.charAt(10))
                && digit(line.charAt(11))
                && (line.length() == 12 || line.charAt(12) == ' ');
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Says what answered instead of an HTTP server, as far as its first bytes tell. */
    static MalformedAnswerException notHttp(String came) {
        if (came.startsWith("\u0015\u0003")) {
            return new MalformedAnswerException(
                    "not a plain HTTP server: it answered in TLS, so https:// may be right");
        }
        if (came.startsWith("HTTP/2")) {
            return new MalformedAnswerException("it answered with HTTP/2 to a request in HTTP/1.1");
        }
        var line = came.lines().findFirst().orElse("");
        return new MalformedAnswerException(
                "not an HTTP server: a status line such as 'HTTP/1.1 200 OK' was expected, and '" + Shown.text(line, 60)
                        + "' came");
    }

    /** Whether the other side keeps the connection open after this answer (RFC 9112 section 9.3). */
    public boolean keepsAlive() {
        var options = headers.tokens("Connection");
        return minor == 0 ? options.contains("keep-alive") && !options.contains("close") : !options.contains("close");
    }

    /** A status as people write it: {@code 404 Not Found}. */
    public String statusText() {
        return reason.isEmpty() ? Integer.toString(status) : status + " " + Shown.text(reason, 60);
    }
}
