package io.hawser.testkit.artifactory;

import io.hawser.testkit.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file or a folder, as it was at some time: a change makes another one.
 *
 * @param file what a file has; empty of a folder
 * @param updated when the item or its properties were last changed
 * @param properties values by keys
 * @param annotated when its properties were last changed; empty where it never had one
 */
public record StoredItem(
        ItemPath path,
        Optional<StoredFile> file,
        Instant created,
        String createdBy,
        Instant modified,
        String modifiedBy,
        Instant updated,
        Map<String, List<String>> properties,
        Optional<Instant> annotated) {
    /**
     * What a file has.
     *
     * @param checksums what the server tells of the content
     * @param original what the client told; the SHA-256 is there even if it told none
     */
    public record StoredFile(Content content, Checksums checksums, Checksums original) {}

    /** Keeps copies. */
    public StoredItem {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        properties.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        properties = Collections.unmodifiableMap(copy);
    }

    static StoredItem made(ItemPath path, Optional<StoredFile> file, Instant now, String by) {
        return new StoredItem(path, file, now, by, now, by, now, Map.of(), Optional.empty());
    }

    /** Whether it is a folder. */
    public boolean isFolder() {
        return file.isEmpty();
    }

    /** The number of bytes; 0 of a folder. */
    public long size() {
        return file.map(what -> what.content().size()).orElse(0L);
    }

    /** What the server tells of its content; nothing of a folder. */
    public Checksums checksums() {
        return file.map(StoredFile::checksums).orElse(Checksums.none());
    }

    StoredItem withFile(StoredFile other) {
        return new StoredItem(
                path, Optional.of(other), created, createdBy, modified, modifiedBy, updated, properties, annotated);
    }

    StoredItem at(ItemPath other) {
        return new StoredItem(other, file, created, createdBy, modified, modifiedBy, updated, properties, annotated);
    }

    StoredItem withProperties(Map<String, List<String>> others, Instant now) {
        return new StoredItem(path, file, created, createdBy, modified, modifiedBy, now, others, Optional.of(now));
    }

    /** As a new deployment over this one makes it: the first time of creation stays. */
    StoredItem since(StoredItem old) {
        return new StoredItem(
                path, file, old.created, old.createdBy, modified, modifiedBy, updated, properties, annotated);
    }

    /** The keys and values of the properties, one by one. */
    List<Map.Entry<String, String>> propertyList() {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        properties.forEach((key, values) -> values.forEach(value -> all.add(Map.entry(key, value))));
        return all;
    }
}
