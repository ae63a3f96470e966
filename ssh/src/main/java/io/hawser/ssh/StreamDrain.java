package io.hawser.ssh;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to a stream of the caller's. */
final class StreamDrain implements Drain {
    private final OutputStream stream;
    private final boolean closes;

    StreamDrain(OutputStream stream, boolean closes) {
        this.stream = stream;
        this.closes = closes;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
    }

    @Override
    public void settle(Ending ending) throws IOException {
        stream.flush();
    }

    @Override
    public void end(Ending ending) throws IOException {
        if (closes) {
            stream.close();
        }
    }
}
