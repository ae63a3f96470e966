package io.hawser.s3;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import java.util.List;

/**
 * How an object is cut: parts of one size, of which the last may be shorter.
 *
 * @param size of each part but the last in bytes
 */
record PartGrid(long size) {
    /** Bytes of the smallest part but for the last (Amazon S3 User Guide, "Multipart upload limits"). */
    static final long SMALLEST = 5L << 20;

    /** Bytes of the largest part. */
    static final long LARGEST = 5L << 30;

    private static final long STEP = 1 << 20;

    /**
     * The grid for an object.
     *
     * @param wish the size of parts that is asked for
     * @param bytes of the object, as far as it is known
     * @throws StoreException.Rejected when it is larger than an object can be
     */
    static PartGrid of(Object where, long wish, long bytes) throws StoreException {
        if (bytes > LARGEST * MultipartCalls.MOST_PARTS) {
            throw new StoreException.Rejected(
                    where,
                    bytes + " bytes are more than an object can have: " + MultipartCalls.MOST_PARTS + " parts of "
                            + LARGEST + " bytes");
        }
        return of(wish, bytes);
    }

    /** The grid for an object that is not larger than one can be. */
    static PartGrid of(long wish, long bytes) {
        long needed = Math.ceilDiv(Math.ceilDiv(bytes, (long) MultipartCalls.MOST_PARTS), STEP) * STEP;
        return new PartGrid(Math.min(Math.max(Math.max(wish, SMALLEST), needed), LARGEST));
    }

    /**
     * The grid by which an earlier run cut an object of {@code bytes} bytes: that into which most of its parts fit. A grid of {@link #SMALLEST} bytes at least, or
     * one part.
     */
    static PartGrid ofParts(List<MultipartCalls.Part> parts, long bytes) {
        long largest = 1;
        for (var part : parts) {
            largest = Math.max(largest, part.size());
        }
        var best = new PartGrid(largest);
        var last = parts.isEmpty() ? null : parts.getLast();
        if (last != null && last.number() > 1 && last.size() < bytes) {
            long before = (bytes - last.size()) / (last.number() - 1);
            var other = new PartGrid(Math.max(1, before));
            boolean better = !best.allowed(bytes) || other.fitting(parts, bytes) > best.fitting(parts, bytes);
            best = better && other.allowed(bytes) ? other : best;
        }
        return best;
    }

    /** Whether an object of that size can be cut so. */
    boolean allowed(long bytes) {
        return size <= LARGEST && (bytes <= size || size >= SMALLEST && count(bytes) <= MultipartCalls.MOST_PARTS);
    }

    private long count(long bytes) {
        return Math.ceilDiv(bytes, size);
    }

    /** Bytes of those parts that fit. */
    long fitting(List<MultipartCalls.Part> parts, long bytes) {
        return parts.stream()
                .filter(part -> fits(part, bytes))
                .mapToLong(MultipartCalls.Part::size)
                .sum();
    }

    /** Whether a part is one of an object of that size. */
    boolean fits(MultipartCalls.Part part, long bytes) {
        return part.number() >= 1
                && part.number() <= count(bytes)
                && range(part.number(), bytes).length() == part.size();
    }

    /** The range of a part in an object of that size. */
    ByteRange range(int number, long bytes) {
        long start = (number - 1) * size;
        return new ByteRange(start, Math.min(bytes, start + size));
    }

    /** The number of the part that begins there. */
    int number(long start) {
        if (start % size != 0) {
            throw new IllegalArgumentException("a part that begins at " + start + ", not at a multiple of " + size);
        }
        return Math.toIntExact(start / size) + 1;
    }
}
