package io.hawser.testkit;

import io.hawser.store.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Gives a stream of bytes to a sink, from a position on that can be moved. */
final class PositionedOutput extends OutputStream {
    private final Sink sink;
    private long position;

    PositionedOutput(Sink sink) {
        this.sink = sink;
    }

    void moveTo(long next) {
        position = next;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sink.write(position, ByteBuffer.wrap(bytes, offset, length));
        position += length;
    }
}
