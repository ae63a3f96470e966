package io.hawser.server;

/** What a user may do with the files of his home. Attributes of a file are told to everybody who may do anything. */
public enum Permission {
    /** List folders. */
    LIST,
    /** Read files and links. */
    READ,
    /** Make, change, overwrite, rename and link files and folders. */
    WRITE,
    /** Remove files and folders. */
    DELETE
}
