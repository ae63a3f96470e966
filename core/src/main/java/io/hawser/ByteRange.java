package io.hawser;

/**
 * Bytes of a file from {@code start} (inclusive) to {@code end} (exclusive), both in bytes from the file's beginning.
 *
 * <ul>
 *   <li>{@code 0 <= start <= end};
 *   <li>an {@code end} of {@link #OPEN} means "to wherever the file ends", for a file of unknown size.
 * </ul>
 */
public record ByteRange(long start, long end) implements Comparable<ByteRange> {
    /** The end of a range that goes on to the end of a file of unknown size. */
    public static final long OPEN = Long.MAX_VALUE;

    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a byte range: " + start + " to " + end);
        }
    }

    /** The range of {@code length} bytes that begins at {@code start}. */
    public static ByteRange of(long start, long length) {
        return new ByteRange(start, Math.addExact(start, length));
    }

    /** All that follows {@code start}, however long the file is. */
    public static ByteRange from(long start) {
        return new ByteRange(start, OPEN);
    }

    /** Bytes in the range; meaningless for an {@linkplain #open() open} one. */
    public long length() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    /** Whether the range goes on to an end that is not known yet. */
    public boolean open() {
        return end == OPEN;
    }

    public boolean contains(ByteRange other) {
        return start <= other.start && other.end <= end;
    }

    @Override
    public int compareTo(ByteRange other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(end, other.end);
    }

    /** As first and last byte, the way HTTP and people count: {@code 0-99} for the first hundred bytes. */
    @Override
    public String toString() {
        return open() ? start + "-" : start + "-" + (end - 1);
    }
}
