package io.hawser.http.artifactory;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A folder by queries, page by page.
 *
 * <p>A page may be shorter than was asked for without being the last: the server leaves out what the user must not see
 * after it counted, and trims what is longer than it likes. So pages go on until one brings nothing new. A server that
 * trims even that is a failure, since a listing that is short must not look like a whole one.
 */
final class QueryListing implements Listing {
    private static final int PAGE = 5000;

    private final Api api;
    private final Location folder;
    private final Query query;
    private final Scope scope;

    private final Deque<Entry> page = new ArrayDeque<>();
    private Set<Query.Start> seen = Set.of();
    private Query.Start last;
    private boolean ended;

    /** Asks for the first page. */
    QueryListing(Api api, Location folder, Query query, Scope scope) throws StoreException {
        this.api = api;
        this.folder = folder;
        this.query = query;
        this.scope = scope;
        turn();
    }

    /** Whether the first page, and so the folder, has nothing. */
    boolean empty() {
        return ended && page.isEmpty();
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        if (page.isEmpty() && !ended) {
            turn();
        }
        return Optional.ofNullable(page.poll());
    }

    private void turn() throws StoreException {
        // After a failure the listing is over.
        ended = true;
        scope.expectSilence();
        var request = api.query(query.address(), query.page(folder, last, PAGE));
        var now = new HashSet<Query.Start>();
        boolean more = false;
        try (var rows = Rows.ask(api, request, "results", scope)) {
            for (var row = rows.next(); row.isPresent(); row = rows.next()) {
                last = new Query.Start(
                        row.get().getOrDefault("path", ""), row.get().getOrDefault("name", ""));
                // A virtual repository may have a file from several that it includes.
                if (now.add(last) && !seen.contains(last)) {
                    more = true;
                    ListedItem.ofQuery(query, folder, row.get()).ifPresent(page::add);
                }
            }
            if (!more && !rows.notification().isEmpty()) {
                throw RowListing.trimmed(folder, rows.notification());
            }
        }
        seen = now;
        ended = !more;
        if (more && page.isEmpty()) {
            turn();
        }
    }

    /** Nothing is open between two pages. */
    @Override
    public void close() {
        ended = true;
        page.clear();
    }
}
