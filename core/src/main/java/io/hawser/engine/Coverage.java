package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.store.Fragment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which bytes of a file are in the target, with the CRC-32C of each unbroken stretch: both the proof that nothing is missing and, in the end, the
 * checksum of the whole. Stretches that touch are merged, so it stays small however large the file is. A further checksum may be kept in the same way. Safe for any thread.
 */
public final class Coverage implements Accepted {
    private record Stretch(long end, long crc) {}

    private final TreeMap<Long, Stretch> stretches = new TreeMap<>();
    private final Optional<Crc> further;
    private final TreeMap<Long, Stretch> furtherStretches = new TreeMap<>();
    private long bytes;
    private boolean sealed;

    public Coverage() {
        this(Optional.empty());
    }

    /** One that also keeps the checksum {@code further}. */
    Coverage(Optional<Crc> further) {
        this.further = further;
    }

    /** An empty one that keeps the same checksums. */
    Coverage another() {
        return new Coverage(further);
    }

    /** The checksum that is kept beside the CRC-32C. */
    Optional<Crc> further() {
        return further;
    }

    /** Adds bytes that are in the target now. What is there already may be added again; a half overlap is an error of the caller. */
    public synchronized void add(Fragment fragment) {
        if (add(stretches, Crc.C32C, fragment.range(), fragment.crc32c() & 0xFFFFFFFFL)) {
            bytes += fragment.range().length();
            if (stretches.floorKey(fragment.range().start()) == 0) {
                notifyAll();
            }
        }
    }

    /** Adds the {@linkplain #further() further} checksum of bytes that are in the target. */
    synchronized void addFurther(ByteRange range, long value) {
        add(furtherStretches, further.orElseThrow(), range, value);
    }

    /** Whether anything was added. */
    private static boolean add(TreeMap<Long, Stretch> stretches, Crc kind, ByteRange range, long value) {
        long start = range.start();
        long end = range.end();
        if (start == end) {
            return false;
        }
        var before = stretches.floorEntry(start);
        if (before != null && before.getValue().end() >= end) {
            return false;
        }
        var after = stretches.ceilingEntry(start);
        if (before != null && before.getValue().end() > start || after != null && after.getKey() < end) {
            throw new IllegalStateException("bytes " + range + " overlap with what is there");
        }
        long crc = value;
        if (before != null && before.getValue().end() == start) {
            crc = kind.combine(before.getValue().crc(), crc, end - start);
            start = before.getKey();
        }
        if (after != null && after.getKey() == end) {
            crc = kind.combine(crc, after.getValue().crc(), after.getValue().end() - end);
            end = after.getValue().end();
            stretches.remove(after.getKey());
        }
        stretches.put(start, new Stretch(end, crc));
        return true;
    }

    @Override
    public synchronized ByteRange firstMissing(ByteRange range) {
        long from = range.start();
        var at = stretches.floorEntry(from);
        if (at != null && at.getValue().end() > from) {
            from = at.getValue().end();
        }
        if (from >= range.end()) {
            return null;
        }
        var next = stretches.higherKey(from);
        return new ByteRange(from, next == null ? range.end() : Math.min(next, range.end()));
    }

    /** All that is missing of a file of {@code size} bytes, in rising order. */
    synchronized List<ByteRange> missing(long size) {
        var missing = new ArrayList<ByteRange>();
        long from = 0;
        for (var stretch : stretches.entrySet()) {
            if (stretch.getKey() > from) {
                missing.add(new ByteRange(from, stretch.getKey()));
            }
            from = stretch.getValue().end();
        }
        if (from < size) {
            missing.add(new ByteRange(from, size));
        }
        return missing;
    }

    /** What there is, each unbroken stretch once, in rising order. */
    public synchronized List<Fragment> fragments() {
        return stretches.entrySet().stream()
                .map(s -> new Fragment(new ByteRange(s.getKey(), s.getValue().end()), (int)
                        s.getValue().crc()))
                .toList();
    }

    /** Bytes in the target. */
    public synchronized long bytes() {
        return bytes;
    }

    /** The position up to which nothing is missing. */
    public synchronized long contiguous() {
        var first = stretches.firstEntry();
        return first == null || first.getKey() != 0 ? 0 : first.getValue().end();
    }

    /** The CRC-32C of the unbroken stretch that begins exactly at {@code start}; 0, that of no bytes, when none does. */
    public synchronized int crcFrom(long start) {
        var stretch = stretches.get(start);
        return stretch == null ? 0 : (int) stretch.crc();
    }

    /**
     * The {@linkplain #further() further} checksum of exactly that range.
     *
     * @throws IllegalStateException when it is not known of all of it, or only together with more
     */
    synchronized long furtherOf(ByteRange range) {
        if (range.isEmpty()) {
            return 0;
        }
        var stretch = furtherStretches.get(range.start());
        if (stretch == null || stretch.end() != range.end()) {
            throw new IllegalStateException("bytes " + range + " have no checksum of their own");
        }
        return stretch.crc();
    }

    /** Says that nothing more will come, so that nobody waits for it. */
    synchronized void seal() {
        sealed = true;
        notifyAll();
    }

    /** Waits until more than {@code position} bytes are contiguous, or nothing more will come; returns how many are. */
    long awaitBeyond(long position, CancelToken token) throws IOException {
        try (var _ = token.onCancel(this::wake)) {
            synchronized (this) {
                while (contiguous() <= position && !sealed) {
                    token.check();
                    wait();
                }
                return contiguous();
            }
        } catch (InterruptedException e) {
            throw token.interrupted(e);
        }
    }

    private synchronized void wake() {
        notifyAll();
    }
}
