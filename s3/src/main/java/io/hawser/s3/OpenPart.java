package io.hawser.s3;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Cuts a stream whose end is not known into parts that are sent one after the other. */
final class OpenPart implements Sink, AutoCloseable {
    private final PartBuffers buffers;
    private final PartGrid grid;
    private final Object where;
    private final Scope scope;
    private final Sending sending;
    private PartMemory memory;
    private long position;
    private int filled;

    /** Sends a part. */
    interface Sending {
        void send(int number, ByteRange range, PartMemory memory) throws StoreException;
    }

    OpenPart(PartBuffers buffers, PartGrid grid, Object where, Scope scope, Sending sending) {
        this.buffers = buffers;
        this.grid = grid;
        this.where = where;
        this.scope = scope;
        this.sending = sending;
    }

    @Override
    public boolean ordered() {
        return true;
    }

    @Override
    public void write(long at, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (memory == null) {
                memory = buffers.take((int) grid.size(), where, scope);
                filled = 0;
            }
            int count = Math.min(bytes.remaining(), memory.length() - filled);
            memory.put(filled, bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            filled += count;
            if (filled == memory.length()) {
                finish();
            }
        }
    }

    /** Sends what there is. */
    void finish() throws StoreException {
        if (memory == null) {
            return;
        }
        int number = grid.number(position);
        if (number > MultipartCalls.MOST_PARTS) {
            throw new StoreException.Rejected(
                    where,
                    "the stream goes on after " + MultipartCalls.MOST_PARTS + " parts of " + grid.size()
                            + " bytes, which is all that fits; say how long it is (--expected-size)");
        }
        memory.cut(filled);
        sending.send(number, ByteRange.of(position, filled), memory);
        position += filled;
        close();
    }

    /** Gives its memory back. */
    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }
}
