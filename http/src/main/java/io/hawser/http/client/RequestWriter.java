package io.hawser.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Sends a request: its header section, then its content, as many bytes as were promised, or in chunks where nothing
 * was. Tells a failure of the connection from one of whoever hands over the bytes.
 */
final class RequestWriter implements Request.Output {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Connection connection;
    private final OptionalLong length;
    private long written;
    private IOException failure;

    RequestWriter(Connection connection, Request request) {
        this.connection = connection;
        this.length = request.content().map(Request.Content::length).orElse(OptionalLong.of(0));
    }

    /** Sends what comes before the content. */
    void head(byte[] section) throws IOException {
        send(ByteBuffer.wrap(section));
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        if (length.isPresent() && count > length.getAsLong() - written) {
            throw new IOException("more bytes than the " + length.getAsLong() + " that were announced");
        }
        if (count == 0) {
            return;
        }
        if (length.isPresent()) {
            send(bytes);
        } else {
            var size = (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            send(ByteBuffer.wrap(size), bytes, ByteBuffer.wrap(LINE_END));
        }
        written += count;
    }

    /** Ends the content after the last byte was handed over. */
    void finish() throws IOException {
        if (length.isPresent() && written < length.getAsLong()) {
            throw new IOException("only " + written + " of the " + length.getAsLong() + " bytes that were announced");
        }
        if (length.isEmpty()) {
            send(ByteBuffer.wrap("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void send(ByteBuffer... bytes) throws IOException {
        try {
            connection.write(bytes);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Whether the connection failed. */
    boolean connectionFailed() {
        return failure != null;
    }
}
