package io.hawser.http.artifactory;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Request;
import io.hawser.http.client.Shown;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A folder by one answer that has all of it. */
final class RowListing implements Listing {
    private final Location folder;
    private final Rows rows;
    private final Function<Map<String, String>, Optional<Entry>> reading;
    private Optional<Entry> ahead = Optional.empty();

    private RowListing(Location folder, Rows rows, Function<Map<String, String>, Optional<Entry>> reading) {
        this.folder = folder;
        this.rows = rows;
        this.reading = reading;
    }

    /**
     * By the "File List" API: size, time, SHA-1 and (in newer versions) SHA-256 of each file. It needs Artifactory Pro and
     * a user who is known.
     */
    static RowListing ofFiles(Api api, Location folder, boolean recursive, Scope scope) throws StoreException {
        scope.expectSilence();
        var query = recursive ? "?list&deep=1&listFolders=0" : "?list&deep=0&listFolders=1";
        var request = Request.get(api.storage(api.address(folder), query));
        return new RowListing(
                folder, Rows.ask(api, request, "files", scope), row -> ListedItem.ofFileList(folder, row));
    }

    /** By a query, where the server does not sort and so cannot be asked for pages: that of the open-source edition. */
    static RowListing ofQuery(Api api, Location folder, Query query, Scope scope) throws StoreException {
        scope.expectSilence();
        return new RowListing(
                folder,
                Rows.ask(api, api.query(query.address(), query.whole(folder)), "results", scope),
                row -> ListedItem.ofQuery(query, folder, row));
    }

    /** Whether it has nothing; then, or if that cannot be told, it is closed. */
    boolean empty() throws StoreException {
        try {
            ahead = next();
            return ahead.isEmpty();
        } finally {
            if (ahead.isEmpty()) {
                close();
            }
        }
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        if (ahead.isPresent()) {
            var entry = ahead;
            ahead = Optional.empty();
            return entry;
        }
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            var entry = reading.apply(row.get());
            if (entry.isPresent()) {
                return entry;
            }
        }
        if (!rows.notification().isEmpty()) {
            throw trimmed(folder, rows.notification());
        }
        return Optional.empty();
    }

    /** A listing that is short must not look like a whole one. */
    static StoreException trimmed(Location folder, String notification) {
        return new StoreException.Rejected(
                folder, "the listing is not complete: the server says \"" + Shown.text(notification) + "\"");
    }

    @Override
    public void close() {
        rows.close();
    }
}
