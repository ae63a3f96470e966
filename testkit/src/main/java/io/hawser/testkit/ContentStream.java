package io.hawser.testkit;

import java.io.InputStream;
import java.util.Objects;

/** A content read in order. */
final class ContentStream extends InputStream {
    private final Content content;
    private long position;

    ContentStream(Content content) {
        this.content = content;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        int count = (int) Math.min(length, content.size() - position);
        if (count == 0) {
            return -1;
        }
        content.read(position, into, offset, count);
        position += count;
        return count;
    }
}
