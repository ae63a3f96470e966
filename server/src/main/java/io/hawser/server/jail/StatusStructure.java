package io.hawser.server.jail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct statx} of statx(2), whose layout is the same on every architecture. */
record StatusStructure(MemorySegment segment) {
    /** All that stat(2) tells. */
    static final int BASIC_STATS = 0x7ff;

    private static final int SIZE = 256;

    static StatusStructure in(Calls calls) {
        return new StatusStructure(calls.memory(SIZE));
    }

    FileStatus status() {
        return new FileStatus(
                number(136) << 32 | number(140),
                segment.get(ValueLayout.JAVA_LONG, 32),
                Short.toUnsignedInt(segment.get(ValueLayout.JAVA_SHORT, 28)),
                number(16),
                (int) number(20),
                (int) number(24),
                segment.get(ValueLayout.JAVA_LONG, 40),
                segment.get(ValueLayout.JAVA_LONG, 64),
                segment.get(ValueLayout.JAVA_LONG, 112));
    }

    private long number(long at) {
        return Integer.toUnsignedLong(segment.get(ValueLayout.JAVA_INT, at));
    }
}
