package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.Verify;
import java.io.IOException;
import java.util.Optional;

/**
 * Deletes the source of a copy. Only what was verified is deleted: by a digest that somebody promised; where nobody promises one, by what the target holds once it is
 * published. What cannot be verified stays, and that is told.
 */
final class SourceRemoval {
    private static final Digest SHA256 = new Digest(Algorithm.SHA256, "00".repeat(Algorithm.SHA256.bytes()));

    private final Ends ends;

    SourceRemoval(Ends ends) {
        this.ends = ends;
    }

    /**
     * Before any byte moves.
     *
     * @throws StoreException.Rejected when the copy would not be verified, so that its source could not be deleted
     */
    void refuseUnverified() throws StoreException {
        if (ends.run().options().verify() instanceof Verify.None) {
            throw new StoreException.Rejected(
                    ends.from().location(),
                    "a source is deleted only after its copy was verified: leave away either the deletion or the wish not to verify");
        }
    }

    /**
     * How the copy that is published was verified.
     *
     * @param opened what was copied
     * @param published what the target's store said of it
     * @param verified what was compared on the way
     * @throws StoreException.Corrupt when the target holds something else
     * @throws StoreException.Rejected when nothing can tell
     */
    Verified prove(Entry opened, Entry published, Verified verified) throws IOException {
        if (opened.version().isEmpty()) {
            throw kept("its store tells no version, so it may be another file by now");
        }
        if (verified.by() != Verified.By.NONE) {
            return verified;
        }
        try {
            return compare(published, verified);
        } catch (StoreException.Corrupt e) {
            throw e;
        } catch (StoreException e) {
            throw e.withNote("the copy is in place and could not be verified; its source is kept");
        }
    }

    private Verified compare(Entry published, Verified verified) throws IOException {
        var stored = published.strongestDigest();
        if (stored.isPresent() && ends.from().location().isLocal()) {
            return equal(ends.sourceDigest(stored.get()), stored.get());
        }
        if (ends.to().isStandardStream()
                || ends.target().filter(there -> there.kind() == Kind.FILE).isEmpty()) {
            throw kept("the target cannot be read back");
        }
        // What the store copied by itself did not come by here.
        var source = verified.digest().isPresent() ? verified.digest().get() : ends.sourceDigest(SHA256);
        return equal(source, ends.targetDigest(source));
    }

    private Verified equal(Digest source, Digest target) throws StoreException {
        if (!source.equals(target)) {
            throw new StoreException.Corrupt(
                    ends.to(),
                    "holds " + target + " after bytes with " + source
                            + " were put there; its source is kept, so copy again");
        }
        return new Verified(Optional.of(target), Verified.By.TARGET);
    }

    private StoreException kept(String why) {
        return new StoreException.Rejected(
                ends.from().location(),
                "is copied and was not deleted, since only what was verified is: " + why
                        + "; give a digest to verify it by, or delete it yourself");
    }

    /** Deletes the version that was copied. */
    void delete(Entry opened) throws IOException {
        try {
            ends.run().retrying(opened.location(), ends.run().token(), life -> {
                ends.sources().delete(opened, life);
                return null;
            });
        } catch (StoreException e) {
            throw e.withNote("the copy is in place, its source could not be deleted");
        }
    }
}
