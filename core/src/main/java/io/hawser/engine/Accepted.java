package io.hawser.engine;

import io.hawser.ByteRange;

/** Which bytes of a range have been taken over, so that a retry asks only for the rest. */
interface Accepted {
    /** The first stretch of {@code range} that is missing, or null when nothing is. An open range is never complete. */
    ByteRange firstMissing(ByteRange range);
}
