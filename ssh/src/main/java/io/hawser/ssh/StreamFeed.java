package io.hawser.ssh;

import java.io.IOException;
import java.io.InputStream;

/** A stream of the caller's. */
record StreamFeed(InputStream stream, boolean closes) implements Feed {
    @Override
    public int read(byte[] buffer) throws IOException {
        return stream.read(buffer, 0, buffer.length);
    }

    @Override
    public void close() throws IOException {
        if (closes) {
            stream.close();
        }
    }
}
