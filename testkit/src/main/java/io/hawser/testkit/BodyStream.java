package io.hawser.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The content of one request; ends where the content ends, and fails where the connection ends before. */
final class BodyStream extends InputStream {
    /** Asks the client to send the content it holds back (RFC 9110, section 10.1.1). */
    @FunctionalInterface
    interface Continue {
        void send() throws IOException;
    }

    private final InputStream in;
    private final boolean chunked;
    private final Continue interim;
    private long left;
    private boolean started;
    private boolean ended;

    private BodyStream(InputStream in, boolean chunked, long left, Continue interim) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
        this.interim = interim;
        this.ended = !chunked && left == 0;
    }

    static BodyStream ofLength(InputStream in, long length, Continue interim) {
        return new BodyStream(in, false, length, interim);
    }

    static BodyStream chunked(InputStream in, Continue interim) {
        return new BodyStream(in, true, 0, interim);
    }

    /** Whether the content was read to its end. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!started) {
            started = true;
            interim.send();
            if (chunked) {
                nextChunk();
            }
        }
        if (ended) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("The connection ended with " + left + " bytes of the content missing");
        }
        left -= count;
        if (left == 0) {
            finishPiece();
        }
        return count;
    }

    private void finishPiece() throws IOException {
        if (!chunked) {
            ended = true;
            return;
        }
        if (!"".equals(RequestReader.line(in))) {
            throw new IOException("A chunk is longer than it says");
        }
        nextChunk();
    }

    private void nextChunk() throws IOException {
        left = RequestReader.chunkSize(in);
        if (left == 0) {
            ended = true;
            RequestReader.headers(in);
        }
    }
}
