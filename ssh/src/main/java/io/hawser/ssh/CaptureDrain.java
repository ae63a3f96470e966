package io.hawser.ssh;

import java.io.IOException;
import java.util.Arrays;

/** Keeps what comes in memory, up to a limit. */
final class CaptureDrain implements Drain {
    private static final int FIRST_ROOM = 1 << 13;

    private final int limit;
    private final boolean truncates;
    private byte[] kept = new byte[0];
    private int size;
    private boolean truncated;

    CaptureDrain(int limit, boolean truncates) {
        this.limit = limit;
        this.truncates = truncates;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int taken = Math.min(length, limit - size);
        if (size + taken > kept.length) {
            // The sum stays below the limit, but twice a large size may not be a number any more.
            long room = Math.max(Math.max(FIRST_ROOM, 2L * kept.length), size + taken);
            kept = Arrays.copyOf(kept, (int) Math.min(room, limit));
        }
        System.arraycopy(bytes, offset, kept, size, taken);
        size += taken;
        if (taken < length) {
            truncated = true;
            if (!truncates) {
                throw new LimitExceeded(limit);
            }
        }
    }

    @Override
    public synchronized Captured captured() {
        return Captured.of(kept, size, truncated);
    }

    /** More came than may be kept. */
    static final class LimitExceeded extends IOException {
        private static final long serialVersionUID = 1L;

        LimitExceeded(int limit) {
            super("more than the " + limit + " bytes that may be captured");
        }
    }
}
