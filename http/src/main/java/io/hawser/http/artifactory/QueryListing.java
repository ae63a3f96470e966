package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.Algorithm;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import io.hawser.http.client.Shown;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        var text = new TextContent(query.page(folder, last, PAGE));
        var headers = new Headers().set("Content-Type", "text/plain; charset=utf-8");
        var request = new Request("POST", api.api(query.address(), "/search/aql"), headers, Optional.of(text));
        scope.expectSilence();
        var answer = api.json(request, scope, QueryListing::read);
        var rows = new HashSet<Query.Start>();
        boolean more = false;
        for (var row : answer.rows()) {
            var at = new Query.Start(row.getOrDefault("path", ""), row.getOrDefault("name", ""));
            rows.add(at);
            last = at;
            if (!seen.contains(at)) {
                more = true;
                entry(at, row).ifPresent(page::add);
            }
        }
        if (!more && !answer.notification().isEmpty()) {
            throw new StoreException.Rejected(
                    folder,
                    "the listing is not complete: the server says \"" + Shown.text(answer.notification()) + "\"");
        }
        seen = rows;
        ended = !more;
        if (!ended && page.isEmpty()) {
            turn();
        }
    }

    /** Rows of a page, and what the server says of its length; empty where it says nothing. */
    private record Page(List<Map<String, String>> rows, String notification) {}

    private static Page read(JsonParser json) throws IOException {
        var rows = new ArrayList<Map<String, String>>();
        var range = new HashMap<String, String>();
        var found = new HashSet<String>();
        JsonAnswer.document(json, (name, value) -> {
            if (name.equals("results") && value.currentToken() == JsonToken.START_ARRAY) {
                found.add(name);
                while (value.nextToken() == JsonToken.START_OBJECT) {
                    rows.add(JsonAnswer.scalars(value));
                }
                if (value.currentToken() != JsonToken.END_ARRAY) {
                    throw new JsonAnswer.NotAsDescribedException("the results end in the middle");
                }
            } else if (name.equals("range") && value.currentToken() == JsonToken.START_OBJECT) {
                range.putAll(JsonAnswer.scalars(value));
            }
        });
        if (found.isEmpty()) {
            throw new JsonAnswer.NotAsDescribedException("no results");
        }
        return new Page(rows, range.getOrDefault("notification", ""));
    }

    /** Empty for what the query's wildcards meant too, and for the folder itself. */
    private Optional<Entry> entry(Query.Start at, Map<String, String> row) {
        var above = query.folder();
        boolean here = at.path().equals(above);
        boolean root = above.equals(".");
        boolean below = query.recursive() && (root || at.path().startsWith(above + "/"));
        if (at.name().isEmpty() || at.name().equals(".") || !here && !below) {
            return Optional.empty();
        }
        var between = here ? "" : (root ? at.path() : at.path().substring(above.length() + 1)) + "/";
        var location = folder.resolve(between + at.name());
        boolean isFolder = "folder".equals(row.get("type"));
        var entry = isFolder ? Entry.folder(location) : describe(Entry.file(location), row);
        var modified = JsonAnswer.time(row.get("modified"));
        return Optional.of(modified.isPresent() ? entry.withModified(modified.get()) : entry);
    }

    private static Entry describe(Entry entry, Map<String, String> row) {
        var digests = Checksums.of(
                algorithm -> row.get(algorithm == Algorithm.SHA256 ? "sha256" : "actual_" + algorithm.label()));
        var described = entry.withDigests(digests);
        long size = JsonAnswer.size(row.get("size"));
        if (size >= 0) {
            described = described.withSize(size);
        }
        var version = Checksums.version(digests);
        return version.isPresent() ? described.withVersion(version.get()) : described;
    }

    /** Nothing is open between two pages. */
    @Override
    public void close() {
        ended = true;
        page.clear();
    }
}
