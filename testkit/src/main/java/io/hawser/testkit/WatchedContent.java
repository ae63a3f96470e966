package io.hawser.testkit;

/** Another content that tells when a read reaches past a position. */
record WatchedContent(Content original, long at, Runnable action) implements Content {
    @Override
    public long size() {
        return original.size();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) {
        original.read(position, into, offset, length);
        if (position <= at && at < position + length) {
            action.run();
        }
    }
}
