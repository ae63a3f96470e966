package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Request;
import io.hawser.http.client.Shown;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the storage API says of a file or folder ("File Info", "Folder Info").
 *
 * @param size in bytes; absent for a folder
 * @param created when it came into the repository
 * @param type the media type of a file; empty where it is not told
 * @param children what is in a folder
 */
record FileInfo(
        OptionalLong size,
        Optional<Instant> created,
        Optional<Instant> modified,
        String type,
        List<Digest> digests,
        List<Child> children) {
    /** A name in a folder. */
    record Child(String name, boolean folder) {}

    /**
     * Asks for it.
     *
     * @throws StoreException.NotFound when there is nothing of that name
     */
    static FileInfo ask(Api api, Address address, Scope scope) throws StoreException {
        return api.json(Request.get(api.storage(address, "")), scope, FileInfo::read);
    }

    private static FileInfo read(JsonParser json) throws IOException {
        var texts = new HashMap<String, String>();
        var checksums = new HashMap<String, String>();
        var children = new ArrayList<Child>();
        JsonAnswer.document(json, (name, value) -> {
            if (name.equals("checksums") && value.currentToken() == JsonToken.START_OBJECT) {
                checksums.putAll(JsonAnswer.scalars(value));
            } else if (name.equals("children") && value.currentToken() == JsonToken.START_ARRAY) {
                texts.put(name, "");
                while (value.nextToken() == JsonToken.START_OBJECT) {
                    children.add(child(JsonAnswer.scalars(value)));
                }
            } else if (value.currentToken().isScalarValue()) {
                texts.put(name, value.getText());
            }
        });
        long size = JsonAnswer.size(texts.get("size"));
        if (size < 0 && !texts.containsKey("children")) {
            throw new JsonAnswer.NotAsDescribedException("neither a size nor what is in the folder");
        }
        return new FileInfo(
                texts.containsKey("children") ? OptionalLong.empty() : OptionalLong.of(size),
                JsonAnswer.time(texts.get("created")),
                JsonAnswer.time(texts.get("lastModified")),
                texts.getOrDefault("mimeType", ""),
                Checksums.of(algorithm -> checksums.get(algorithm.label())),
                children);
    }

    private static Child child(Map<String, String> row) throws IOException {
        var uri = row.getOrDefault("uri", "");
        var name = uri.startsWith("/") ? uri.substring(1) : uri;
        if (name.isEmpty() || name.contains("/")) {
            // To leave it out would make a listing short.
            throw new JsonAnswer.NotAsDescribedException("a child whose name is '" + Shown.text(uri, 80) + "'");
        }
        return new Child(name, Boolean.parseBoolean(row.get("folder")));
    }

    boolean folder() {
        return size.isEmpty();
    }

    Entry entry(Location location) {
        var entry = folder() ? Entry.folder(location) : Entry.file(location).withSize(size.getAsLong());
        if (modified.isPresent()) {
            entry = entry.withModified(modified.get());
        }
        var version = Checksums.version(digests);
        if (version.isPresent()) {
            entry = entry.withVersion(version.get());
        }
        return entry.withDigests(digests)
                .withAttributes(type.isEmpty() ? Map.of() : Map.of("content-type", Shown.text(type)));
    }
}
