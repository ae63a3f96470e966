package io.hawser.testkit;

import java.util.Objects;

/** Another content with the lowest bit of one byte inverted. */
record FlippedContent(Content original, long at) implements Content {
    FlippedContent {
        Objects.checkIndex(at, original.size());
    }

    @Override
    public long size() {
        return original.size();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) {
        original.read(position, into, offset, length);
        if (at >= position && at < position + length) {
            into[offset + (int) (at - position)] ^= 1;
        }
    }
}
