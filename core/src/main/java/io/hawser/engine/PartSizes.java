package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Placement;
import java.util.OptionalLong;

/** How large the parts of a file are: as they were asked for, as far as the target takes such parts and memory holds what has to be kept of each. */
final class PartSizes {
    /** More parts than this would only cost memory for their receipts, and requests. */
    static final long MOST = 10_000;

    /** A stream that fills one part while another is written needs room for several. */
    private static final int SIDE_BY_SIDE = 4;

    private final Location to;
    private final long asked;
    private final OptionalLong size;

    /** For a file of {@code size} bytes, if that is known, in parts of {@code asked}. */
    PartSizes(Location to, long asked, OptionalLong size) {
        this.to = to;
        this.asked = asked;
        this.size = size;
    }

    /** For a target that takes any bytes anywhere, of which {@code todo} are missing. */
    long anywhere(long todo) {
        return todo == ByteRange.OPEN ? asked : Math.max(asked, Math.ceilDiv(todo, MOST));
    }

    /**
     * For a target that takes only such parts.
     *
     * @throws StoreException.Rejected when the file does not fit into them
     */
    long within(Placement.Parts limits) throws StoreException {
        long least = least(limits);
        if (least > limits.maxSize()) {
            throw new StoreException.Rejected(
                    to,
                    size.orElseThrow() + " bytes do not fit into " + limits.maxCount() + " parts of " + limits.maxSize()
                            + " bytes");
        }
        return Math.clamp(Math.max(asked, Math.ceilDiv(size.orElse(0), MOST)), least, limits.maxSize());
    }

    private long least(Placement.Parts limits) {
        return Math.max(limits.minSize(), Math.ceilDiv(size.orElse(0), (long) limits.maxCount()));
    }

    /**
     * For such a target and a source that comes as a stream, each part of which is gathered in {@code memory} bytes.
     *
     * @throws StoreException.Rejected when one does not fit and cannot be made smaller
     */
    long gathered(Placement.Parts limits, long memory) throws StoreException {
        long wanted = within(limits);
        long room = Math.min(memory, Integer.MAX_VALUE - Long.BYTES);
        if (wanted <= room) {
            return wanted;
        }
        // Smaller parts may be too many for a stream that nobody knows the length of.
        boolean free = size.isPresent() || limits.maxCount() == Integer.MAX_VALUE;
        long least = least(limits);
        if (free && least <= room) {
            return Math.max(least, room / SIDE_BY_SIDE);
        }
        var why = "a stream is gathered part by part in memory, of which there are " + room + " bytes: ";
        long most = limits.maxCount() * room;
        if (least > room && limits.minSize() <= room) {
            why += size.orElseThrow() + " bytes in at most " + limits.maxCount() + " parts make parts of " + least
                    + ", at most " + most + " bytes would fit";
        } else if (asked > room) {
            why += "parts of " + asked + " bytes do not fit; with --part-size " + room + ", " + limits.maxCount()
                    + " parts hold " + most + " bytes";
        } else {
            why += "too few for the smallest part that is taken, of " + limits.minSize() + " bytes";
        }
        throw new StoreException.Rejected(to, why);
    }
}
