package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of one range and holds whoever brings them to the rules of a {@link Sink}. */
public final class CollectingSink implements Sink {
    private final ByteRange range;
    private final boolean ordered;
    private final WrittenContent bytes = new WrittenContent();
    private long next;

    private CollectingSink(ByteRange range, boolean ordered) {
        this.range = range;
        this.ordered = ordered;
        this.next = range.start();
    }

    /** Insists on rising positions without a gap. */
    public static CollectingSink inOrder(ByteRange range) {
        return new CollectingSink(range, true);
    }

    /** Takes the bytes as they come, from several threads. */
    public static CollectingSink anyOrder(ByteRange range) {
        return new CollectingSink(range, false);
    }

    @Override
    public boolean ordered() {
        return ordered;
    }

    @Override
    public synchronized void write(long position, ByteBuffer piece) throws IOException {
        ByteRange given = ByteRange.of(position, piece.remaining());
        if (!range.contains(given)) {
            throw new AssertionError("bytes " + given + " for a read of " + range);
        }
        if (ordered && position != next) {
            throw new AssertionError("position " + position + " in order came after " + next);
        }
        for (ByteRange had : bytes.written().all()) {
            if (!given.isEmpty() && had.start() < given.end() && given.start() < had.end()) {
                throw new AssertionError("bytes " + given + " came twice: " + bytes.written());
            }
        }
        next = given.end();
        bytes.write(position, piece);
    }

    /** What came, which must be one piece from the beginning of the range. */
    public byte[] bytes() {
        if (bytes.written().all().isEmpty()) {
            return new byte[0];
        }
        ByteRange came = bytes.written().all().getFirst();
        if (bytes.written().all().size() > 1 || came.start() != range.start()) {
            throw new AssertionError("of " + range + " came only " + bytes.written());
        }
        return bytes.slice(came.start(), came.length()).bytes();
    }
}
