package io.hawser.http.artifactory;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * A folder by what the storage API says is in it, one request for each folder: names and kinds alone. For servers and
 * users that get neither file lists nor queries.
 */
final class FolderWalk implements Listing {
    private final Api api;
    private final boolean recursive;
    private final Scope scope;
    private final Deque<Level> levels = new ArrayDeque<>();

    private record Level(Location folder, Iterator<FileInfo.Child> children) {}

    /** {@code info}: what is known of the folder already. */
    FolderWalk(Api api, Location folder, FileInfo info, boolean recursive, Scope scope) {
        this.api = api;
        this.recursive = recursive;
        this.scope = scope;
        levels.push(new Level(folder, info.children().iterator()));
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        while (!levels.isEmpty()) {
            var level = levels.peek();
            if (!level.children().hasNext()) {
                levels.pop();
                continue;
            }
            var child = level.children().next();
            var location = level.folder().resolve(child.name());
            if (!child.folder()) {
                return Optional.of(Entry.file(location));
            }
            if (!recursive) {
                return Optional.of(Entry.folder(location));
            }
            enter(location);
        }
        return Optional.empty();
    }

    private void enter(Location folder) throws StoreException {
        try {
            var info = FileInfo.ask(api, api.address(folder), scope);
            levels.push(new Level(folder, info.children().iterator()));
        } catch (StoreException e) {
            // After a failure the listing is over.
            levels.clear();
            throw e;
        }
    }

    /** Nothing is open between two folders. */
    @Override
    public void close() {
        levels.clear();
    }
}
