package io.hawser.server;

/** When an upload can be seen under its name. */
public enum Uploads {
    /**
     * When it is whole: a file that is created or emptied is written beside its name and renamed when its client closes it. What a lost connection
     * leaves is kept as {@code NAME.partial}, and the file that had the name stays as it was. Files whose names say that their client renames
     * them itself (such as {@code *.filepart}, {@code *.part}, {@code *.partial}, {@code *.tmp}) are written under those names, and so is a file that is
     * opened to append or to write into it.
     */
    WHOLE,
    /** At once, as a plain file system does it. */
    DIRECT
}
