package io.hawser.store;

import io.hawser.Location;
import io.hawser.StoreException;
import java.util.Map;

/**
 * How to list.
 *
 * @param recursive everything below, files only, folders opened as they come; otherwise one level, files and folders
 * @param versions every version of every name, newest first, where the store declares {@link Capabilities.Capability#VERSIONS}: each entry has its version,
 *     the attributes {@value #VERSION_ID}, {@value #LATEST} ({@code true} or {@code false}), and {@value #DELETE_MARKER} ({@code true}) where it says that the name was deleted
 * @param attributes what the store may heed when it lists ({@value #PROPERTIES}, …), by its own names
 */
public record ListOptions(boolean recursive, boolean versions, Map<String, String> attributes) {
    /**
     * The attribute with properties ({@code key=value;key=value}, what has a meaning in it escaped by {@code %} and two hexadecimal digits): of a listing, those that a
     * file must have; of an upload, those that it gets; of an entry, those that it has.
     */
    public static final String PROPERTIES = "properties";

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

    public ListOptions {
        attributes = Map.copyOf(attributes);
    }

    public static ListOptions level() {
        return new ListOptions(false, false, Map.of());
    }

    public static ListOptions everything() {
        return new ListOptions(true, false, Map.of());
    }

    /** The same with every version. */
    public ListOptions withVersions() {
        return new ListOptions(recursive, true, attributes);
    }

    public ListOptions withAttributes(Map<String, String> others) {
        return new ListOptions(recursive, versions, others);
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
