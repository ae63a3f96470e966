package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads back what was written, for digests. Not for use by several threads. */
final class WrittenBytes {
    private static final int CHUNK = 1 << 20;

    private final Upload.ReadBack written;
    private final CancelToken token;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);

    WrittenBytes(Upload.ReadBack written, CancelToken token) {
        this.written = written;
        this.token = token;
    }

    /** Feeds {@code digest} with one range that was written. */
    void digest(ByteRange range, StreamDigest digest) throws IOException {
        for (long position = range.start(); position < range.end(); ) {
            token.check();
            buffer.clear().limit((int) Math.min(CHUNK, range.end() - position));
            position += written.read(position, buffer);
            digest.update(buffer.flip());
        }
    }
}
