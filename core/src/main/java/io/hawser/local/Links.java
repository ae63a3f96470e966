package io.hawser.local;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the file behind a chain of symbolic links, also when it does not exist yet. */
final class Links {
    private static final int LONGEST_CHAIN = 40;

    private Links() {}

    /**
     * Where a write to {@code path} would end up.
     *
     * @throws StoreException.Rejected when the links lead in a circle
     */
    static Path follow(Location location, Path path) throws StoreException {
        var at = path;
        try {
            for (int i = 0; i < LONGEST_CHAIN; i++) {
                if (!Files.isSymbolicLink(at)) {
                    return at;
                }
                at = at.resolveSibling(Files.readSymbolicLink(at));
            }
        } catch (IOException e) {
            throw LocalFailure.of(location, "follow the link", e);
        }
        throw new StoreException.Rejected(location, "is a chain of more than " + LONGEST_CHAIN + " symbolic links");
    }
}
