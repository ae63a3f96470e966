package io.hawser;

/** What a name in a store stands for. */
public enum Kind {
    /** Bytes that can be read, or, for a store without types, any object. */
    FILE,
    /** Something that holds other names: a folder on disk, a common prefix in an object store. */
    FOLDER,
    /** A symbolic link that was not followed. */
    LINK,
    /** A pipe, a device, a socket: bytes may flow, but there is no size and no second reading. */
    SPECIAL
}
