package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.Algorithm;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Request;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A folder by the "File List" API: one answer with size, time, SHA-1 and (in newer versions) SHA-256 of each file. It
 * needs Artifactory Pro and a user who is known.
 */
final class FileList implements Listing {
    private final Location folder;
    private final Spool spool;
    private final JsonParser json;
    private final String where;
    private boolean ended;

    private FileList(Location folder, Spool spool, JsonParser json, String where) {
        this.folder = folder;
        this.spool = spool;
        this.json = json;
        this.where = where;
    }

    /** Asks for a folder: its level with folders, or all files below. */
    static FileList open(Api api, Location folder, boolean recursive, Scope scope) throws StoreException {
        var query = recursive ? "?list&deep=1&listFolders=0" : "?list&deep=0&listFolders=1";
        var request = Request.get(api.storage(api.address(folder), query));
        Spool spool;
        String where;
        try (var answer = api.client().ask(request, scope)) {
            if (answer.status() != 200) {
                throw api.refusal(answer, scope);
            }
            where = answer.where();
            try (var _ = scope.hold(answer::abort)) {
                spool = Spool.of(api.body(answer, request.url()));
            }
        }
        JsonParser json = null;
        boolean opened = false;
        try {
            json = JsonAnswer.parser(spool.stream());
            enter(json);
            var listing = new FileList(folder, spool, json, where);
            opened = true;
            return listing;
        } catch (IOException e) {
            throw JsonAnswer.failure(where, e);
        } finally {
            if (!opened) {
                spool.close();
            }
        }
    }

    /** Goes on to the first file. */
    private static void enter(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonAnswer.NotAsDescribedException("no JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean files = json.currentName().equals("files");
            if (json.nextToken() == JsonToken.START_ARRAY && files) {
                return;
            }
            json.skipChildren();
        }
        throw new JsonAnswer.NotAsDescribedException("no list of files");
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        try {
            while (!ended) {
                var token = json.nextToken();
                if (token == JsonToken.START_OBJECT) {
                    var entry = entry(JsonAnswer.scalars(json));
                    if (entry.isPresent()) {
                        return entry;
                    }
                } else if (token == JsonToken.END_ARRAY) {
                    ended = true;
                } else {
                    throw new JsonAnswer.NotAsDescribedException("the list of files ends in the middle");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            // A half listing never looks like a whole one: nothing follows.
            ended = true;
            throw JsonAnswer.failure(where, e);
        }
    }

    /** Empty for the folder itself, which some versions list too. */
    private Optional<Entry> entry(Map<String, String> row) {
        var uri = row.getOrDefault("uri", "");
        var name = uri.startsWith("/") ? uri.substring(1) : uri;
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var location = folder.resolve(name);
        var modified = JsonAnswer.time(row.get("lastModified"));
        boolean isFolder = Boolean.parseBoolean(row.get("folder"));
        var entry = isFolder ? Entry.folder(location) : Entry.file(location);
        if (modified.isPresent()) {
            entry = entry.withModified(modified.get());
        }
        return Optional.of(isFolder ? entry : describe(entry, row));
    }

    private static Entry describe(Entry entry, Map<String, String> row) {
        var digests = Checksums.of(algorithm -> algorithm == Algorithm.SHA256
                ? row.getOrDefault("sha2", row.get("sha256"))
                : row.get(algorithm.label()));
        var described = entry.withDigests(digests);
        long size = JsonAnswer.size(row.get("size"));
        if (size >= 0) {
            described = described.withSize(size);
        }
        var version = Checksums.version(digests);
        return version.isPresent() ? described.withVersion(version.get()) : described;
    }

    @Override
    public void close() {
        ended = true;
        try {
            json.close();
        } catch (IOException _) {
            // Nothing is read from it any more.
            ended = true;
        }
        spool.close();
    }
}
