package io.hawser.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Makes each write a chunk (RFC 9112, section 7.1). */
final class ChunkedOutput extends OutputStream {
    private final OutputStream out;

    ChunkedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        // An empty chunk would be the last one.
        if (length > 0) {
            out.write(ascii(Integer.toHexString(length) + "\r\n"));
            out.write(bytes, offset, length);
            out.write(ascii("\r\n"));
        }
    }

    /** Writes the last chunk. */
    static void end(OutputStream out) throws IOException {
        out.write(ascii("0\r\n\r\n"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
