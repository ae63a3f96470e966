package io.hawser.server.jail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct statfs} of fstatfs(2), as all 64-bit architectures here have it: fifteen words. */
record SpaceStructure(MemorySegment segment) {
    private static final int READ_ONLY = 1;
    private static final int NO_SET_UID = 2;

    static SpaceStructure in(Calls calls) {
        return new SpaceStructure(calls.memory(15L * Long.BYTES));
    }

    /** What kind of file system; see {@code linux/magic.h}. */
    long type() {
        return word(0);
    }

    SpaceStatus status() {
        long fragment = word(9) == 0 ? word(1) : word(9);
        return new SpaceStatus(
                word(1),
                fragment,
                word(2),
                word(3),
                word(4),
                word(5),
                word(6),
                word(6),
                word(7),
                (word(10) & READ_ONLY) != 0,
                (word(10) & NO_SET_UID) != 0,
                word(8));
    }

    private long word(int index) {
        return segment.getAtIndex(ValueLayout.JAVA_LONG, index);
    }
}
