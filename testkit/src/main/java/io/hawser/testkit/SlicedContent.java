package io.hawser.testkit;

import java.util.Objects;

/** A part of another content. */
record SlicedContent(Content whole, long from, long size) implements Content {
    SlicedContent {
        Objects.checkFromIndexSize(from, size, whole.size());
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) {
        Content.check(size, position, into, offset, length);
        whole.read(from + position, into, offset, length);
    }
}
