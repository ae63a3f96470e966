package io.hawser.testkit;

import io.hawser.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of byte positions, kept as ranges that neither touch nor overlap. Safe for several threads. */
final class Ranges {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    synchronized void add(ByteRange range) {
        if (range.isEmpty()) {
            return;
        }
        long start = range.start();
        long end = range.end();
        for (Map.Entry<Long, Long> next = ends.floorEntry(end);
                next != null && next.getValue() >= start;
                next = ends.floorEntry(end)) {
            ends.remove(next.getKey());
            start = Math.min(start, next.getKey());
            end = Math.max(end, next.getValue());
        }
        ends.put(start, end);
    }

    synchronized List<ByteRange> all() {
        List<ByteRange> all = new ArrayList<>();
        ends.forEach((start, end) -> all.add(new ByteRange(start, end)));
        return all;
    }

    /** How many bytes there are from the first position on without a gap. */
    synchronized long contiguous() {
        return ends.getOrDefault(0L, 0L);
    }

    /** Whether these are exactly the positions of a file of that size. */
    synchronized boolean covers(long size) {
        return contiguous() == size && ends.size() <= 1;
    }

    @Override
    public synchronized String toString() {
        return all().toString();
    }
}
