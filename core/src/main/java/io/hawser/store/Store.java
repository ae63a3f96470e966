package io.hawser.store;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import java.util.List;

/**
 * A place with files: what a backend implements. One store serves all paths below one {@linkplain Location#root() root}. All methods may be
 * called from many threads at once.
 *
 * <p>A store never retries by itself: it tells what went wrong by the kind of {@link StoreException}, and the engine's one retry loop
 * decides. Every answer is checked against what was asked before its bytes are handed on.
 */
public interface Store extends AutoCloseable {
    /** What this store can do. What is not declared throws {@link StoreException.Unsupported}. */
    Capabilities capabilities();

    /**
     * Opens what is at {@code location} for reading, pinned to the version it has now, in one exchange where the protocol can: the bytes of
     * {@link OpenOptions#first()} may already be under way when this returns.
     *
     * @throws StoreException.NotFound when there is nothing of that name
     * @throws StoreException.Rejected when it is a folder
     */
    Source open(Location location, OpenOptions options, Scope scope) throws StoreException;

    /**
     * What is at {@code location}, without reading it.
     *
     * @throws StoreException.NotFound when there is nothing of that name
     */
    Entry stat(Location location, Scope scope) throws StoreException;

    /**
     * The same, with what the store tells people beyond what a copy needs, as attributes, which may take further requests.
     *
     * @throws StoreException.NotFound when there is nothing of that name
     */
    default Entry describe(Location location, Scope scope) throws StoreException {
        return stat(location, scope);
    }

    /** The names below a folder or prefix, lazily. */
    Listing list(Location folder, ListOptions options, Scope scope) throws StoreException;

    /**
     * Prepares to write {@code location}. Nothing is visible under that name before {@link Upload#commit}.
     *
     * @throws StoreException.Conflict when somebody else is writing it, or it exists and must not
     */
    Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException;

    /**
     * Makes a folder and those above it, where the store has folders; nothing to do elsewhere. An existing folder is fine.
     *
     * @throws StoreException.Conflict when the name is taken by something else
     */
    default void makeFolder(Location folder, Scope scope) throws StoreException {}

    /**
     * Removes a file, or an empty folder where the store has folders. An entry with a version is removed only while it still is that version, as
     * far as the store can tell.
     *
     * @throws StoreException.Conflict when it is another one by now
     * @throws StoreException.NotFound when there is nothing of that name
     */
    void delete(Entry entry, Scope scope) throws StoreException;

    /**
     * Insists that a folder is one that may be removed with all that is in it. To be asked before the first file below it is removed: some
     * folders are none to their server, such as what holds all repositories, and would be left over empty.
     *
     * @throws StoreException.Rejected when it is not
     */
    default void requireRemovable(Location folder) throws StoreException {}

    /**
     * Abandoned partial data in {@code folder} itself, or below a prefix, by name.
     *
     * @throws StoreException.Unsupported without {@link Capabilities.Capability#CLEAN}
     */
    default List<Leftover> leftovers(Location folder, Scope scope) throws StoreException {
        throw new StoreException.Unsupported(folder, "partial data cannot be found here");
    }

    /**
     * Removes it, unless a run has taken hold of it since.
     *
     * @return whether it was removed
     * @throws StoreException.Unsupported without {@link Capabilities.Capability#CLEAN}
     */
    default boolean remove(Leftover leftover, Scope scope) throws StoreException {
        throw new StoreException.Unsupported(leftover.location(), "partial data cannot be removed here");
    }

    /** Releases connections and threads. Idempotent. */
    @Override
    void close();
}
