package io.hawser;

import java.util.OptionalLong;

/**
 * A look at a transfer under way.
 *
 * @param bytes in the target, resumed ones included
 * @param total of the file, absent while it is not known
 * @param resumedBytes that an earlier run had left
 * @param parts that are under way
 * @param retries so far
 */
public record Progress(State state, long bytes, OptionalLong total, long resumedBytes, int parts, int retries) {
    /** Where a transfer stands. */
    public enum State {
        QUEUED,
        RUNNING,
        /** All bytes are there; digests are compared and the file is published. */
        FINISHING,
        DONE
    }
}
