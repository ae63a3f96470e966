package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import java.util.TreeMap;

/** Bytes of a file whose WRITEs the server has confirmed: a part that broke off is sent again without them. */
final class Acknowledged {
    /** Stretches that do not touch: start to end. */
    private final TreeMap<Long, Long> stretches = new TreeMap<>();

    private long bytes;

    synchronized void add(ByteRange range) {
        long start = range.start();
        long end = range.end();
        bytes += range.length();
        for (var near = stretches.floorEntry(end);
                near != null && near.getValue() >= start;
                near = stretches.floorEntry(end)) {
            start = Math.min(start, near.getKey());
            end = Math.max(end, near.getValue());
            stretches.remove(near.getKey());
        }
        stretches.put(start, end);
    }

    /** Forgets a range: what was written there is not what belongs there. */
    synchronized void remove(ByteRange range) {
        for (var near = stretches.lowerEntry(range.end());
                near != null && near.getValue() > range.start();
                near = stretches.lowerEntry(range.end())) {
            stretches.remove(near.getKey());
            if (near.getKey() < range.start()) {
                stretches.put(near.getKey(), range.start());
            }
            if (near.getValue() > range.end()) {
                stretches.put(range.end(), near.getValue());
            }
        }
    }

    /** Where the confirmed bytes from {@code position} on end; {@code position} itself where that one is missing. */
    synchronized long coveredTo(long position) {
        var at = stretches.floorEntry(position);
        return at == null ? position : Math.max(position, at.getValue());
    }

    /** The next confirmed byte after {@code position}, or {@link Long#MAX_VALUE}. */
    synchronized long nextAfter(long position) {
        var next = stretches.higherKey(position);
        return next == null ? Long.MAX_VALUE : next;
    }

    /** How many bytes were ever confirmed; never less than before. */
    synchronized long bytes() {
        return bytes;
    }
}
