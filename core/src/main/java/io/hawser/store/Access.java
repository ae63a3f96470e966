package io.hawser.store;

/** How often and where a source can be read. */
public enum Access {
    /** Any range, as often as wanted, several at the same time. */
    RANGES,
    /** Only from its beginning, but again if need be: a range is had by passing over what lies before it. */
    FROM_START,
    /** One time, from its beginning to its end: a pipe. */
    ONCE
}
