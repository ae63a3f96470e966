package io.hawser.store;

import io.hawser.Location;
import io.hawser.StoreException;

/**
 * How to list.
 *
 * @param recursive everything below, files only, folders opened as they come; otherwise one level, files and folders
 * @param versions every version of every name, newest first, where the store declares {@link Capabilities.Capability#VERSIONS}: each entry has its version,
 *     the attributes {@value #VERSION_ID}, {@value #LATEST} ({@code true} or {@code false}), and {@value #DELETE_MARKER} ({@code true}) where it says that the name was deleted
 */
public record ListOptions(boolean recursive, boolean versions) {
    /** The attribute of a version with the id that it is asked for by. */
    public static final String VERSION_ID = "version-id";

    /** The attribute of a version that tells whether it is the one that the name means. */
    public static final String LATEST = "latest";

    /** The attribute of a version that is no file but the note that there is none any more. */
    public static final String DELETE_MARKER = "delete-marker";

    /**
     * The attribute ({@code true}) of a file without bytes whose name ends with a slash, by which a store without folders shows that somebody made one. Listings of that very
     * folder have it too: whoever removes all that is there removes it, whoever copies passes over it.
     */
    public static final String FOLDER_MARKER = "folder-marker";

    public static ListOptions level() {
        return new ListOptions(false, false);
    }

    public static ListOptions everything() {
        return new ListOptions(true, false);
    }

    /** The same with every version. */
    public ListOptions withVersions() {
        return new ListOptions(recursive, true);
    }

    /**
     * For a store that keeps one version of each name.
     *
     * @throws StoreException.Unsupported when every version is asked for
     */
    public void refuseVersions(Location folder) throws StoreException {
        if (versions) {
            throw new StoreException.Unsupported(folder, "no older versions are kept here: list without them");
        }
    }
}
