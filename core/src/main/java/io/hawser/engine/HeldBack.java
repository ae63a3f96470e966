package io.hawser.engine;

import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Keeps the latest byte back, so that a target which is visible by its last byte does not become so before the copy was verified. In order only.
 */
final class HeldBack implements Sink {
    private final Sink target;
    private final ByteBuffer last = ByteBuffer.allocate(1);
    private long lastPosition = -1;

    HeldBack(Sink target) {
        this.target = target;
    }

    @Override
    public boolean ordered() {
        return true;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        if (!bytes.hasRemaining()) {
            return;
        }
        release();
        int count = bytes.remaining() - 1;
        if (count > 0) {
            target.write(position, bytes.slice(bytes.position(), count));
        }
        last.clear().put(bytes.get(bytes.position() + count)).flip();
        lastPosition = position + count;
        bytes.position(bytes.limit());
    }

    /** Lets the byte go. */
    void release() throws IOException {
        if (lastPosition >= 0) {
            target.write(lastPosition, last);
            lastPosition = -1;
        }
    }
}
