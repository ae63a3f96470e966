package io.hawser.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One connection to a server or proxy, on which requests follow one another. One thread uses it at a time. */
final class Connection {
    /** A server may send interim answers (100, 102, 103) before the real one, but not for ever. */
    private static final int INTERIM_LIMIT = 20;

    private static final byte[] BEGINNING = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    private final Wire wire;
    private ByteBuffer in;
    private boolean answered;
    private volatile boolean aborted;
    private long idleSince;

    Connection(Wire wire) {
        this.wire = wire;
    }

    /**
     * Begins an exchange with {@code buffer} to read into, at least {@link Head#LIMIT} bytes. The connection has it
     * until {@link #end()}; one that waits in the pool holds none.
     */
    void begin(ByteBuffer buffer) {
        in = buffer.clear().limit(0);
        answered = false;
    }

    /** Ends an exchange and gives back the buffer. */
    ByteBuffer end() {
        var buffer = in;
        in = null;
        return buffer;
    }

    void write(ByteBuffer... buffers) throws IOException {
        wire.write(buffers);
    }

    /** Whether a byte of the answer has come. */
    boolean answered() {
        return answered;
    }

    /**
     * Reads the head of the final answer.
     *
     * @throws MalformedAnswerException when something else than an HTTP server talks
     * @throws IncompleteAnswerException when it hangs up before the end of the head
     */
    Head readHead() throws IOException {
        for (int i = 0; i < INTERIM_LIMIT; i++) {
            var head = Head.parse(readHeaderSection());
            if (head.status() == 101) {
                throw new MalformedAnswerException("it switched to another protocol without being asked to");
            }
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new MalformedAnswerException("more than " + INTERIM_LIMIT + " interim answers and no final one");
    }

    private byte[] readHeaderSection() throws IOException {
        int seen = 0;
        while (true) {
            int end = endOfSection(seen);
            if (end >= 0) {
                return take(end);
            }
            checkBeginning();
            seen = in.remaining();
            if (seen >= Head.LIMIT) {
                throw new MalformedAnswerException("the answer's header is longer than " + (Head.LIMIT >> 10) + " KiB");
            }
            if (!more()) {
                throw new IncompleteAnswerException(
                        seen == 0
                                ? "the connection was closed before an answer came"
                                : "the connection was closed within the answer's header, after " + seen + " bytes");
            }
        }
    }

    /**
     * Count of unread bytes up to and including the first empty line, or -1. Those before {@code seen} were looked at
     * before.
     */
    private int endOfSection(int seen) {
        int start = in.position();
        for (int i = Math.max(start + 1, start + seen - 2); i < in.limit(); i++) {
            if (in.get(i) == '\n'
                    && (in.get(i - 1) == '\n' || i - 2 >= start && in.get(i - 1) == '\r' && in.get(i - 2) == '\n')) {
                int length = i + 1 - start;
                return length <= Head.LIMIT ? length : -1;
            }
        }
        return -1;
    }

    /**
     * A server of another kind sends a greeting and waits, so an empty line may never come: its first bytes must give
     * it away.
     */
    private void checkBeginning() throws MalformedAnswerException {
        for (int i = 0; i < Math.min(BEGINNING.length, in.remaining()); i++) {
            if (in.get(in.position() + i) != BEGINNING[i]) {
                var came = in.duplicate();
                throw Head.notHttp(StandardCharsets.ISO_8859_1.decode(came).toString());
            }
        }
    }

    private byte[] take(int count) {
        var bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** Reads behind what is unread already. */
    private boolean more() throws IOException {
        in.compact();
        int count;
        try {
            count = wire.read(in);
        } finally {
            in.flip();
        }
        answered |= count > 0;
        return count >= 0;
    }

    /** Makes sure that there is an unread byte; false when the other side has ended. */
    boolean fill() throws IOException {
        return in.hasRemaining() || more();
    }

    /** Up to {@code most} unread bytes, in the connection's own buffer: good until the next read. */
    ByteBuffer next(long most) {
        int count = (int) Math.min(most, in.remaining());
        var bytes = in.slice(in.position(), count);
        in.position(in.position() + count);
        return bytes;
    }

    /** The next byte, or -1 when the other side has ended. */
    int nextByte() throws IOException {
        return fill() ? in.get() & 0xff : -1;
    }

    /** Whether bytes came that belong to no answer that was asked for. */
    boolean leftOver() {
        return in.hasRemaining();
    }

    /** Whether an idle connection can take another request. {@code lately}: it was in use a moment ago. */
    boolean usable(boolean lately) {
        return !aborted && (lately ? wire.quietLately() : wire.quiet());
    }

    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanoTime) {
        idleSince = nanoTime;
    }

    /** Whether {@link #abort} was called. */
    boolean aborted() {
        return aborted;
    }

    /** Closes at once. From any thread; a blocked read or write fails. */
    void abort() {
        aborted = true;
        wire.abort();
    }
}
