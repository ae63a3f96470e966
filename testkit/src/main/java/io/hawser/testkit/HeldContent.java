package io.hawser.testkit;

/** Bytes in memory. */
record HeldContent(byte[] all) implements Content {
    @Override
    public long size() {
        return all.length;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) {
        Content.check(size(), position, into, offset, length);
        System.arraycopy(all, (int) position, into, offset, length);
    }
}
