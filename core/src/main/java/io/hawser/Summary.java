package io.hawser;

import java.time.Duration;

/**
 * The figures of a transfer.
 *
 * @param bytes size of what was published; without success, bytes in the target so far
 * @param attempts 1, and one more for each time something was tried again
 * @param resumedBytes bytes that an earlier run had left, proved right and not fetched again
 * @param elapsed from the first work on it to its end
 * @param resumable whether a later run can go on from what is there
 */
public record Summary(
        Location source,
        Location target,
        long bytes,
        int attempts,
        long resumedBytes,
        Duration elapsed,
        Verified verified,
        boolean resumable) {}
