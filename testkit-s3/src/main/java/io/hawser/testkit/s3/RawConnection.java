package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import io.hawser.testkit.Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection after the head of its answer. */
final class RawConnection implements AutoCloseable {
    private static final int LONGEST_LINE = 1 << 16;

    private final Socket socket;
    private final InputStream in;
    private final boolean head;
    private final int status;
    private final Headers headers;

    RawConnection(Socket socket, boolean head) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.head = head;
        String[] words = line().split(" ");
        this.status = Integer.parseInt(words[1]);
        Headers all = Headers.none();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            all = all.and(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        this.headers = all;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() == LONGEST_LINE) {
                throw new EOFException("No answer, or none to its end: " + line);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    int status() {
        return status;
    }

    RawS3.Reply whole() throws IOException {
        try (InputStream body = body()) {
            return new RawS3.Reply(status, headers, body.readAllBytes());
        }
    }

    InputStream body() throws IOException {
        if (head || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (headers.lists("Transfer-Encoding", "chunked")) {
            return Content.of(dechunked()).stream();
        }
        return headers.has("Content-Length") ? new Limited(in, Long.parseLong(length())) : in;
    }

    private String length() {
        return headers.first("Content-Length").orElseThrow();
    }

    private byte[] dechunked() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line().split(";")[0].strip(), 16);
            if (size == 0) {
                return all.toByteArray();
            }
            all.write(in.readNBytes(size));
            line();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The first bytes of a stream; fails where it ends before. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("The answer ended with " + left + " bytes missing");
            }
            left -= count;
            return count;
        }
    }
}
