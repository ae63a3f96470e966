package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.store.Access;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Cuts what is missing into parts, in rising order, as workers ask for them. */
final class PartQueue {
    private final Deque<ByteRange> missing;
    private final long partSize;
    private final Supplier<Access> access;

    /** {@code access}: as it is at the moment; once ranges are not served, what is left of a stretch is one part. */
    PartQueue(List<ByteRange> missing, long partSize, Supplier<Access> access) {
        this.missing = new ArrayDeque<>(missing);
        this.partSize = partSize;
        this.access = access;
    }

    /** Where the part that begins at {@code start} ends, in a file that goes on. */
    static long cut(long start, long partSize) {
        long parts = start / partSize + 1;
        return parts > ByteRange.OPEN / partSize ? ByteRange.OPEN : parts * partSize;
    }

    /** The next part, or null when all are given out. */
    synchronized ByteRange next() {
        var stretch = missing.pollFirst();
        if (stretch == null || stretch.open() || access.get() != Access.RANGES || stretch.length() <= partSize) {
            return stretch;
        }
        // Cutting at multiples of the part size keeps parts and blocks aligned after a resume.
        long cut = Math.min(stretch.end(), cut(stretch.start(), partSize));
        if (cut < stretch.end()) {
            missing.addFirst(new ByteRange(cut, stretch.end()));
        }
        return new ByteRange(stretch.start(), cut);
    }
}
