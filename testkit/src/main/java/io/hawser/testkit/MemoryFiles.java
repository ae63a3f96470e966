package io.hawser.testkit;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The files of a {@link MemoryStore} by their paths, and what unfinished uploads have left. Safe for several threads. */
final class MemoryFiles {
    /** One version of a file. */
    record Stored(Content content, long version, Instant modified) {}

    /** What an upload has left behind: of which version of which source, and where something was written. */
    record Leftover(String identity, WrittenContent content, Map<String, ByteRange> parts) {}

    private final MemorySettings settings;
    private final TreeMap<String, Stored> files = new TreeMap<>();
    private final Set<String> folders = new HashSet<>();
    private final Map<String, Leftover> leftovers = new HashMap<>();
    private final Set<String> written = new HashSet<>();
    private long versions;

    MemoryFiles(MemorySettings settings) {
        this.settings = settings;
    }

    static StoreException missing(Location location) {
        return new StoreException.NotFound(location, "no such file");
    }

    synchronized void put(String path, Content content) {
        makeParents(path);
        versions++;
        // A second for each version: times of files are no finer than that in many stores.
        files.put(path, new Stored(content, versions, ServedFile.SOME_TIME.plusSeconds(versions)));
    }

    /** As {@link #put}, but only where there is none. */
    synchronized boolean putNew(String path, Content content) {
        if (files.containsKey(path)) {
            return false;
        }
        put(path, content);
        return true;
    }

    synchronized Optional<Stored> get(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private void makeParents(String path) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            folders.add(path.substring(0, slash));
        }
    }

    private static String plain(Location location) {
        String path = location.path();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    synchronized Entry entry(Location location) throws StoreException {
        Stored stored = files.get(location.path());
        if (stored != null) {
            return describe(location, stored);
        }
        if (isFolder(plain(location))) {
            return Entry.folder(location);
        }
        throw missing(location);
    }

    private boolean isFolder(String path) {
        return settings.can(Capability.FOLDERS) && (path.isEmpty() || folders.contains(path));
    }

    Entry describe(Location location, Stored stored) {
        Entry entry = Entry.file(location).withModified(stored.modified());
        if (settings.sizes()) {
            entry = entry.withSize(stored.content().size());
        }
        if (settings.versions()) {
            entry = entry.withVersion("v" + stored.version());
        }
        List<Digest> digests = new ArrayList<>();
        for (Algorithm algorithm : settings.digests()) {
            digests.add(
                    settings.digestedParts() == 0
                            ? stored.content().digest(algorithm)
                            : stored.content().digestOfParts(algorithm, settings.digestedParts()));
        }
        return entry.withDigests(digests);
    }

    synchronized List<Entry> list(Location folder, boolean recursive) throws StoreException {
        String path = plain(folder);
        if (settings.can(Capability.FOLDERS) && !isFolder(path)) {
            throw files.containsKey(path) ? new StoreException.Rejected(folder, "is not a folder") : missing(folder);
        }
        String prefix = path + "/";
        TreeMap<String, Entry> found = new TreeMap<>();
        files.tailMap(prefix).forEach((name, stored) -> {
            if (name.startsWith(prefix)) {
                int slash = name.indexOf('/', prefix.length());
                if (recursive || slash < 0) {
                    found.put(name, describe(folder.withPath(name), stored));
                } else {
                    String inner = name.substring(0, settings.can(Capability.KEYS) ? slash + 1 : slash);
                    found.put(inner, Entry.folder(folder.withPath(inner)));
                }
            }
        });
        if (settings.can(Capability.FOLDERS) && !recursive) {
            folders.stream()
                    .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0)
                    .forEach(name -> found.put(name, Entry.folder(folder.withPath(name))));
        }
        return List.copyOf(found.values());
    }

    synchronized void makeFolder(Location folder) throws StoreException {
        String path = plain(folder);
        for (String above = path; !above.isEmpty(); above = above.substring(0, above.lastIndexOf('/'))) {
            if (files.containsKey(above)) {
                throw new StoreException.Conflict(folder, above + " is a file");
            }
        }
        makeParents(path + "/");
    }

    synchronized void delete(Location location) throws StoreException {
        String path = settings.can(Capability.KEYS) ? location.path() : plain(location);
        if (files.remove(path) != null) {
            return;
        }
        if (!isFolder(path)) {
            throw missing(location);
        }
        String prefix = path + "/";
        if (files.keySet().stream().anyMatch(name -> name.startsWith(prefix))
                || folders.stream().anyMatch(name -> name.startsWith(prefix))) {
            throw new StoreException.Rejected(location, "is not empty");
        }
        folders.remove(path);
    }

    /** Whether an upload may begin there; then only one may, until it lets go. */
    synchronized boolean claim(String path) {
        return written.add(path);
    }

    /** Ends a claim, and keeps what is left, if something is. */
    synchronized void release(String path, Optional<Leftover> leftover) {
        written.remove(path);
        if (leftover.isPresent()) {
            leftovers.put(path, leftover.get());
        } else {
            leftovers.remove(path);
        }
    }

    synchronized Optional<Leftover> leftover(String path) {
        return Optional.ofNullable(leftovers.get(path));
    }

    synchronized Set<String> paths() {
        Set<String> paths = new HashSet<>(files.keySet());
        leftovers.keySet().forEach(path -> paths.add(path + " (unfinished)"));
        return paths;
    }

    synchronized long leftovers(String path) {
        Leftover leftover = leftovers.get(path);
        return leftover == null
                ? 0
                : leftover.content().written().all().stream()
                        .mapToLong(range -> range.length())
                        .sum();
    }
}
