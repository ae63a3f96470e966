package io.hawser.ledger;

import io.hawser.Digest;
import io.hawser.Entry;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a store said of a file, as far as it tells one content from another.
 *
 * @param digest the strongest that the store keeps
 */
public record FileState(
        OptionalLong size, Optional<Instant> modified, Optional<String> version, Optional<Digest> digest) {
    /** What {@code entry} says. */
    public static FileState of(Entry entry) {
        return new FileState(entry.size(), entry.modified(), entry.version(), entry.strongestDigest());
    }

    /** Whether it says enough to be compared at all: a size alone does not. */
    public boolean telling() {
        return version.isPresent() || size.isPresent() && modified.isPresent();
    }

    /**
     * Whether {@code now} is the same content. What only one of the two tells is passed over: a listing tells less than a look at the file. But
     * something that names the content must be told by both: a version, or size and time. A store that has no times finer than a second is not taken at its word
     * for more.
     */
    public boolean unchanged(Entry now) {
        if (size.isPresent() && now.size().isPresent() && !size.equals(now.size())) {
            return false;
        }
        var other = digest.flatMap(now::comparable);
        if (other.isPresent() && !other.equals(digest)) {
            return false;
        }
        if (version.isPresent() && now.version().isPresent()) {
            return version.equals(now.version());
        }
        return size.isPresent()
                && size.equals(now.size())
                && modified.isPresent()
                && now.modified().isPresent()
                && sameTime(modified.get(), now.modified().get());
    }

    private static boolean sameTime(Instant one, Instant other) {
        boolean coarse = one.getNano() == 0 || other.getNano() == 0;
        return coarse ? one.getEpochSecond() == other.getEpochSecond() : one.equals(other);
    }
}
