package io.hawser.http.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;

/** A wire whose other side has said everything already; each read gives at most {@code step} bytes of it. */
final class MemoryWire implements Wire {
    private final ByteBuffer said;
    private final int step;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private boolean aborted;

    MemoryWire(byte[] said, int step) {
        this.said = ByteBuffer.wrap(said);
        this.step = step;
    }

    /** A connection, in an exchange already, on which exactly these bytes come. */
    static Connection connection(byte[] said, int step) {
        var connection = new Connection(new MemoryWire(said, step));
        connection.begin(ByteBuffer.allocate(Head.LIMIT + 1));
        return connection;
    }

    static Connection connection(String said) {
        return connection(said.getBytes(StandardCharsets.ISO_8859_1), 7);
    }

    String heard() {
        return heard.toString(StandardCharsets.UTF_8);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        if (aborted) {
            throw new AsynchronousCloseException();
        }
        if (!said.hasRemaining()) {
            return -1;
        }
        int count = Math.min(step, Math.min(buffer.remaining(), said.remaining()));
        buffer.put(said.slice(said.position(), count));
        said.position(said.position() + count);
        return count;
    }

    @Override
    public void write(ByteBuffer... buffers) {
        for (var buffer : buffers) {
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            heard.writeBytes(bytes);
        }
    }

    @Override
    public boolean quiet() {
        return !aborted;
    }

    @Override
    public void abort() {
        aborted = true;
    }
}
