package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The uploads of a whole server that are not seen under their names yet. */
public final class OpenUploads {
    private record Place(Path home, FilePath target) {}

    private final Map<Place, Integer> places = new HashMap<>();
    private final Set<FilePath> names = new HashSet<>();

    /**
     * Enters an upload.
     *
     * @param name what it is called meanwhile; like no other
     * @param alone whether there must be no other upload to that place
     * @return whether it may be
     */
    synchronized boolean enter(Path home, FilePath target, FilePath name, boolean alone) {
        var place = new Place(home, target);
        if (alone && places.containsKey(place)) {
            return false;
        }
        places.merge(place, 1, Integer::sum);
        names.add(name);
        return true;
    }

    synchronized void leave(Path home, FilePath target, FilePath name) {
        if (names.remove(name)) {
            places.computeIfPresent(new Place(home, target), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether something of that name is an upload under way, which nobody is to see. */
    synchronized boolean hides(FilePath name) {
        return names.contains(name);
    }
}
