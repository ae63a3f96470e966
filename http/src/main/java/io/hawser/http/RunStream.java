package io.hawser.http;

import io.hawser.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Runs of bytes as a stream, for the JDK's decoders. */
public final class RunStream extends InputStream {
    private final ByteRuns runs;
    private ByteBuffer current = ByteBuffer.allocate(0);

    public RunStream(ByteRuns runs) {
        this.runs = runs;
    }

    /**
     * Up to {@code count} bytes from the beginning, which will still be read; fewer only at the end. To be called
     * first.
     */
    byte[] lookAhead(int count) throws StoreException {
        var start = new ByteArrayOutputStream();
        while (start.size() < count && available() > 0) {
            var bytes = new byte[current.remaining()];
            current.get(bytes);
            start.writeBytes(bytes);
        }
        current = ByteBuffer.wrap(start.toByteArray());
        var look = new byte[Math.min(count, current.remaining())];
        current.get(0, look);
        return look;
    }

    /** The bytes that were not read, as runs. */
    ByteRuns runs() {
        return () -> {
            if (available() == 0) {
                return null;
            }
            var run = current;
            current = ByteBuffer.allocate(0);
            return run;
        };
    }

    @Override
    public int read() throws StoreException {
        return available() > 0 ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws StoreException {
        int count = Math.min(length, available());
        if (count == 0) {
            return length == 0 ? 0 : -1;
        }
        current.get(bytes, offset, count);
        return count;
    }

    /**
     * More than 0 unless this is the end, which may block: the gzip decoder takes 0 to mean that no further member
     * follows.
     */
    @Override
    public int available() throws StoreException {
        while (current != null && !current.hasRemaining()) {
            current = runs.next();
        }
        return current == null ? 0 : current.remaining();
    }
}
