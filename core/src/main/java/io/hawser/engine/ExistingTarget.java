package io.hawser.engine;

import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.StoreException;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What an existing target means for a copy, as its options say. */
final class ExistingTarget {
    private final Ends ends;
    private final IfExists choice;

    ExistingTarget(Ends ends) {
        this.ends = ends;
        this.choice = ends.run().options().ifExists();
    }

    /**
     * Why there is nothing to copy, if there is nothing.
     *
     * @throws StoreException.Conflict when the target exists and must not
     */
    Optional<String> reasonToSkip() throws IOException {
        if (choice == IfExists.OVERWRITE || ends.to().isStandardStream()) {
            return Optional.empty();
        }
        var there = ends.target();
        if (there.isEmpty()) {
            return Optional.empty();
        }
        return switch (choice) {
            case SKIP -> Optional.of("the target exists");
            case FAIL -> throw new StoreException.Conflict(ends.to(), "exists already");
            case CHANGED -> same(there.get()) ? Optional.of("the target is the same") : Optional.empty();
            case OVERWRITE -> Optional.empty();
        };
    }

    private boolean same(Entry there) throws IOException {
        var from = ends.from();
        var here = from.size().isPresent() && from.modified().isPresent() ? from : ends.source();
        for (var digest : here.digests()) {
            var other = there.comparable(digest);
            if (other.isPresent()) {
                return other.get().equals(digest);
            }
        }
        return here.size().isPresent()
                && here.size().equals(there.size())
                && (comparesBytes(there) ? sameBytes(there) : sameTime(here, there));
    }

    /**
     * An object store keeps a time of its own, which may be the source's by chance, and the checksum of what it has: a local file is read sooner than sent.
     */
    private boolean comparesBytes(Entry there) {
        return ends.from().location().isLocal() && there.strongestDigest().isPresent();
    }

    private static boolean sameTime(Entry here, Entry there) {
        return here.modified().isPresent()
                && here.modified()
                        .map(t -> t.truncatedTo(ChronoUnit.SECONDS))
                        .equals(there.modified().map(t -> t.truncatedTo(ChronoUnit.SECONDS)));
    }

    private boolean sameBytes(Entry there) throws IOException {
        var kept = there.strongestDigest().orElseThrow();
        return ends.sourceDigest(kept).equals(kept);
    }
}
