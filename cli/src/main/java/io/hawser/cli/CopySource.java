package io.hawser.cli;

import io.hawser.Location;
import io.hawser.Selection;
import io.hawser.StoreException;
import java.util.Optional;

/** What one source argument of {@code cp} turned out to be. */
sealed interface CopySource {
    Location location();

    Location target();

    /** One file, and where it goes. */
    record Single(Location location, Location target) implements CopySource {}

    /** A folder with everything below it, which goes below {@code target}. Whether it is one, its store says when its turn comes. */
    record Tree(Location location, Location target) implements CopySource {}

    /**
     * The files that a glob means, which go below {@code target}.
     *
     * @param first what was found before anything was copied, so that a glob without a match is told in time
     * @param failure why the listing failed before it gave anything
     */
    record Matches(
            Location location,
            Location target,
            Selection selection,
            Optional<Selection.Found> first,
            Optional<StoreException> failure)
            implements CopySource {}
}
