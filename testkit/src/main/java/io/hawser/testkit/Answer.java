package io.hawser.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a server sends back, well-behaved or not.
 *
 * @param status the status code
 * @param headers the header fields, but those that follow from the framing
 * @param body the content; not sent to a HEAD request
 * @param framing how the receiver can tell where the content ends
 * @param faults what goes wrong on the way, counted in bytes of the content
 * @param rawHead sent instead of a status line and header fields, as it is
 */
public record Answer(
        int status, Headers headers, Content body, Framing framing, List<Fault> faults, Optional<byte[]> rawHead) {
    /** How the end of the content is told (RFC 9112, section 6). */
    public enum Framing {
        /**
         * By {@code Content-Length}. Where the answer has such a field already, that one is sent; if it lies, the
         * connection ends with the content.
         */
        LENGTH,
        /** By the chunked transfer coding. */
        CHUNKED,
        /** By the end of the connection. */
        UNTIL_CLOSE,
        /** Chunked, with a {@code Content-Length} beside it, which RFC 9112 forbids to senders. */
        CHUNKED_WITH_LENGTH
    }

    /** An answer without content. */
    public static Answer status(int status) {
        return new Answer(status, Headers.none(), Content.empty(), Framing.LENGTH, List.of(), Optional.empty());
    }

    /** Status 200 with content. */
    public static Answer ok(Content body) {
        return status(200).withBody(body);
    }

    /** A redirect with status 301, 302, 303, 307 or 308. */
    public static Answer redirect(int status, String location) {
        return status(status).with("Location", location);
    }

    /** These bytes instead of a status line and header fields; the connection ends after the content. */
    public static Answer raw(String head) {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(0, Headers.none(), Content.empty(), Framing.LENGTH, List.of(), Optional.of(bytes));
    }

    /** No answer: the connection is reset. */
    public static Answer reset() {
        return raw("").suffering(new Fault.ResetAfter(0));
    }

    /** No answer: the connection ends in order. */
    public static Answer fin() {
        return raw("");
    }

    /** No answer, while the connection stays open. */
    public static Answer silence() {
        return raw("").suffering(new Fault.StallAfter(0));
    }

    /** This answer with exactly this one header field of its name. */
    public Answer with(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    /** This answer without the header fields of that name. */
    public Answer without(String name) {
        return withHeaders(headers.without(name));
    }

    /** This answer with other header fields. */
    public Answer withHeaders(Headers others) {
        return new Answer(status, others, body, framing, faults, rawHead);
    }

    /** This answer with another status. */
    public Answer withStatus(int other) {
        return new Answer(other, headers, body, framing, faults, rawHead);
    }

    /** This answer with other content. */
    public Answer withBody(Content other) {
        return new Answer(status, headers, other, framing, faults, rawHead);
    }

    /** This answer with a text as content, of type {@code text/plain} unless a type is set. */
    public Answer withText(String text) {
        Answer typed = headers.has("Content-Type") ? this : with("Content-Type", "text/plain; charset=utf-8");
        return typed.withBody(Content.text(text));
    }

    /** This answer in another framing. */
    public Answer framed(Framing other) {
        return new Answer(status, headers, body, other, faults, rawHead);
    }

    /**
     * This answer with one fault more.
     *
     * @throws IllegalArgumentException if the fault is not one of an answer's content: those count what goes to the
     *     client; a refusal or a delay is a {@link FaultProxy}'s
     */
    public Answer suffering(Fault fault) {
        if (fault.direction() != Fault.Direction.TO_CLIENT
                || fault instanceof Fault.Refuse
                || fault instanceof Fault.Delay) {
            throw new IllegalArgumentException(fault + " is no fault of an answer's content");
        }
        List<Fault> more = Stream.concat(faults.stream(), Stream.of(fault)).toList();
        return new Answer(status, headers, body, framing, more, rawHead);
    }
}
