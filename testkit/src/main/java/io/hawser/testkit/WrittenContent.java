package io.hawser.testkit;

import io.hawser.ByteRange;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Bytes in memory, written at any position by any number of threads; what was not written is zero. */
final class WrittenContent implements Content {
    private static final int BLOCK = 1 << 16;

    private final ConcurrentMap<Long, byte[]> blocks = new ConcurrentHashMap<>();
    private final Ranges written = new Ranges();

    void write(long position, ByteBuffer bytes) {
        long start = position;
        long at = position;
        while (bytes.hasRemaining()) {
            byte[] block = blocks.computeIfAbsent(at / BLOCK, _ -> new byte[BLOCK]);
            int offset = (int) (at % BLOCK);
            int count = Math.min(bytes.remaining(), BLOCK - offset);
            bytes.get(block, offset, count);
            at += count;
        }
        written.add(new ByteRange(start, at));
    }

    /** Where something was written. */
    Ranges written() {
        return written;
    }

    /** The position after the last byte that was written. */
    @Override
    public long size() {
        return written.all().stream().mapToLong(ByteRange::end).max().orElse(0);
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) {
        Content.check(size(), position, into, offset, length);
        byte[] unwritten = new byte[BLOCK];
        int done = 0;
        while (done < length) {
            long at = position + done;
            int from = (int) (at % BLOCK);
            int count = Math.min(length - done, BLOCK - from);
            System.arraycopy(blocks.getOrDefault(at / BLOCK, unwritten), from, into, offset + done, count);
            done += count;
        }
    }
}
