package io.hawser.engine;

import io.hawser.store.Sink;
import java.nio.ByteBuffer;

/** Takes bytes, in order, and keeps none. */
public final class Nowhere implements Sink {
    @Override
    public boolean ordered() {
        return true;
    }

    @Override
    public void write(long position, ByteBuffer bytes) {
        bytes.position(bytes.limit());
    }
}
