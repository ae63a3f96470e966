package io.hawser.testkit;

import io.hawser.testkit.Answer.Framing;
import io.hawser.testkit.Fault.Cut;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Writes one answer, as it was scripted. */
final class AnswerWriter {
    private static final int BUFFER = 1 << 16;

    /** How an answer has left its connection. */
    record Ending(Optional<Cut> cut, boolean reusable) {}

    private final OutputStream out;
    private final AtomicLong sent;

    AnswerWriter(OutputStream out, AtomicLong sent) {
        this.out = out;
        this.sent = sent;
    }

    /**
     * Writes the answer to a request.
     *
     * @return whether the connection can carry another request, or what cut it short
     */
    Ending write(Request request, Answer answer) throws IOException, InterruptedException {
        boolean hasBody = !request.isHead() && answer.status() != 204 && answer.status() != 304;
        Headers headers = framed(answer, hasBody);
        boolean reusable = answer.rawHead().isEmpty()
                && !headers.lists("Connection", "close")
                && !request.headers().lists("Connection", "close")
                && (!hasBody || endIsTold(headers, answer));
        out.write(answer.rawHead().orElseGet(() -> head(answer.status(), headers)));
        if (!hasBody) {
            out.flush();
            return new Ending(Optional.empty(), reusable);
        }
        boolean chunked = headers.lists("Transfer-Encoding", "chunked");
        Optional<Cut> cut = body(answer, chunked ? new ChunkedOutput(out) : out);
        if (cut.isEmpty() && chunked) {
            ChunkedOutput.end(out);
        }
        out.flush();
        return new Ending(cut, reusable);
    }

    private Optional<Cut> body(Answer answer, OutputStream framed) throws IOException, InterruptedException {
        FaultyOutput faulty = new FaultyOutput(framed, answer.faults(), sent::addAndGet);
        Content body = answer.body();
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, body.size()))];
        long position = 0;
        Optional<Cut> cut = faulty.due();
        while (cut.isEmpty() && position < body.size()) {
            int length = (int) Math.min(buffer.length, body.size() - position);
            body.read(position, buffer, 0, length);
            cut = faulty.write(buffer, 0, length);
            position += length;
        }
        return cut;
    }

    private static Headers framed(Answer answer, boolean hasBody) {
        Headers headers = answer.headers();
        Framing framing = answer.framing();
        boolean length = framing == Framing.LENGTH || framing == Framing.CHUNKED_WITH_LENGTH;
        // A status that never has content has no length of one either (RFC 9110, section 8.6).
        boolean bodyless = answer.status() == 204 || answer.status() == 304;
        if (length && !bodyless && !headers.has("Content-Length")) {
            headers = headers.and("Content-Length", Long.toString(answer.body().size()));
        }
        if ((framing == Framing.CHUNKED || framing == Framing.CHUNKED_WITH_LENGTH) && hasBody) {
            headers = headers.and("Transfer-Encoding", "chunked");
        }
        if (framing == Framing.UNTIL_CLOSE) {
            headers = headers.with("Connection", "close");
        }
        return headers;
    }

    private static boolean endIsTold(Headers headers, Answer answer) {
        return headers.lists("Transfer-Encoding", "chunked")
                || headers.first("Content-Length")
                        .equals(Optional.of(Long.toString(answer.body().size())));
    }

    private static byte[] head(int status, Headers headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
        headers.fields().forEach(field -> head.append(field.name() + ": " + field.value() + "\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 304 -> "Not Modified";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 412 -> "Precondition Failed";
            case 416 -> "Range Not Satisfiable";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Status " + status;
        };
    }
}
