package io.hawser;

/** What to do about a target that is there already. */
public enum IfExists {
    /** Replace it, once the new one is complete. */
    OVERWRITE,
    /** Leave it. */
    SKIP,
    /** Fail, without touching it. */
    FAIL,
    /** Replace it only when size, modification time (to the second) or a digest that both sides know differ. */
    CHANGED
}
