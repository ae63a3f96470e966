package io.hawser;

import java.util.Optional;

/** What was verified, and against what. Without a digest to compare with, the CRC-32C that was computed on the way stands here. */
public record Verified(Optional<Digest> digest, By by) {
    /** Where the digest came from that the bytes were compared with. */
    public enum By {
        /** The source itself offered it. */
        SOURCE,
        /** A digest file. */
        SIDECAR,
        /** The caller. */
        GIVEN,
        /** The target, after it was published: what it holds is what came from the source. */
        TARGET,
        /** Nobody: the copy is complete but not verified. */
        NONE
    }

    /** Complete, but compared with nothing. */
    public static Verified unverified() {
        return new Verified(Optional.empty(), By.NONE);
    }
}
