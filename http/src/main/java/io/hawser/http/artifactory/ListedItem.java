package io.hawser.http.artifactory;

import io.hawser.Algorithm;
import io.hawser.Entry;
import io.hawser.Location;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a row of a listing says. */
final class ListedItem {
    private ListedItem() {}

    /** A row of a file list; empty for the folder itself, which some versions list too. */
    static Optional<Entry> ofFileList(Location folder, Map<String, String> row) {
        var uri = row.getOrDefault("uri", "");
        var name = uri.startsWith("/") ? uri.substring(1) : uri;
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(entry(
                folder.resolve(name),
                Boolean.parseBoolean(row.get("folder")),
                row.get("lastModified"),
                row.get("size"),
                algorithm -> algorithm == Algorithm.SHA256
                        ? row.getOrDefault("sha2", row.get("sha256"))
                        : row.get(algorithm.label())));
    }

    /**
     * A row of a query's results; empty for what its wildcards meant too, and for the folder itself. What a virtual
     * repository has is told as it is in one that it includes: that may not be the one it serves, so only the name counts.
     */
    static Optional<Entry> ofQuery(Query query, Location folder, Map<String, String> row) {
        var above = query.folder();
        var path = row.getOrDefault("path", "");
        var name = row.getOrDefault("name", "");
        boolean here = path.equals(above);
        boolean root = above.equals(".");
        boolean below = query.recursive() && (root || path.startsWith(above + "/"));
        if (name.isEmpty() || name.equals(".") || !here && !below) {
            return Optional.empty();
        }
        var between = here ? "" : (root ? path : path.substring(above.length() + 1)) + "/";
        var location = folder.resolve(between + name);
        boolean isFolder = "folder".equals(row.get("type"));
        var repo = query.address().repo();
        if (!row.getOrDefault("repo", repo).equals(repo)) {
            return Optional.of(isFolder ? Entry.folder(location) : Entry.file(location));
        }
        return Optional.of(entry(
                location,
                isFolder,
                row.get("modified"),
                row.get("size"),
                algorithm -> row.get(algorithm == Algorithm.SHA256 ? "sha256" : "actual_" + algorithm.label())));
    }

    private static Entry entry(
            Location location, boolean folder, String modified, String size, Function<Algorithm, String> checksums) {
        var entry = folder ? Entry.folder(location) : Entry.file(location);
        var time = JsonAnswer.time(modified);
        if (time.isPresent()) {
            entry = entry.withModified(time.get());
        }
        if (folder) {
            return entry;
        }
        long bytes = JsonAnswer.size(size);
        if (bytes >= 0) {
            entry = entry.withSize(bytes);
        }
        var digests = Checksums.of(checksums);
        var version = Checksums.version(digests);
        return (version.isPresent() ? entry.withVersion(version.get()) : entry).withDigests(digests);
    }
}
