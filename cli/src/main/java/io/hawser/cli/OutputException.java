package io.hawser.cli;

import io.hawser.local.BrokenPipe;
import java.io.IOException;

/** Standard output, or a file that was asked for in its place, did not take what had to be told. */
final class OutputException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean brokenPipe;

    OutputException(String where, IOException cause) {
        super(where + ": " + Reason.of(cause), cause);
        this.brokenPipe = isBrokenPipe(cause);
    }

    /** Whether the reader is gone, as with {@code | head}: a quiet end, not an error. */
    boolean brokenPipe() {
        return brokenPipe;
    }

    /** Whether something below says that nobody reads what was written. The JDK has no type for it, only the system's own words. */
    static boolean isBrokenPipe(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokenPipe
                    || cause instanceof IOException && "Broken pipe".equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }
}
