package io.hawser.cli;

import io.hawser.Location;
import java.util.List;
import java.util.Map;

/**
 * A transfer of a manifest.
 *
 * @param from at least one
 * @param listed whether the sources stand in a list, so that the target is a folder
 * @param options what it says for itself
 */
record BatchEntry(
        ManifestPlace at, List<Location> from, boolean listed, Location to, Map<Option, List<Setting>> options) {
    /** The same to another target. */
    BatchEntry withTo(Location other) {
        return new BatchEntry(at, from, listed, other, options);
    }
}
