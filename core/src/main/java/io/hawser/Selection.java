package io.hawser;

import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The files of a folder or of a glob that are meant, one at a time, each with its name below the folder. Reads listings as it goes: memory does
 * not grow with their length. Not for use by several threads.
 */
public final class Selection implements AutoCloseable {
    private final Lister lister;
    private final Glob glob;
    private final List<Glob> segments;
    private final boolean recursive;
    private final NameFilter filter;
    private final boolean keys;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final String base;
    private Location first;

    /** Gives listings: {@code hawser::list}. */
    @FunctionalInterface
    public interface Lister {
        Listing list(Location folder, ListOptions options) throws StoreException, InterruptedException;
    }

    /** Something that a listing gave. */
    public sealed interface Found {
        Entry entry();

        /**
         * A file, and its name below the folder: safe to append to the name of another folder, unless the selection is {@linkplain #ofKeys one of keys}; then it may also be
         * empty or end with a slash.
         */
        record File(Entry entry, String name) implements Found {}

        /** What cannot be copied, and why; {@code name} is what the listing gave and may be unsafe. */
        record Refused(Entry entry, String name, StoreException cause) implements Found {}
    }

    /** A listing that is being read; {@code depth} segments of the pattern stand for its folder, or -1 when it is of everything below. */
    private record Level(Listing listing, int depth) {}

    private Selection(
            Lister lister, Location folder, String pattern, boolean recursive, NameFilter filter, boolean keys) {
        this.lister = lister;
        this.keys = keys;
        this.glob = Glob.of(pattern);
        this.segments = Arrays.stream(pattern.split("/", -1)).map(Glob::of).toList();
        this.recursive = recursive;
        this.filter = filter;
        this.base = folder.path().endsWith("/") || folder.path().isEmpty() && folder.isLocal()
                ? folder.path()
                : folder.path() + "/";
        this.first = folder;
    }

    /** Every file below the folder that the filter wants. */
    public static Selection below(Lister lister, Location folder, NameFilter filter) {
        return new Selection(lister, folder, "**", false, filter, false);
    }

    /**
     * Every file that the path of {@code location}, read as a {@link Glob}, means and the filter wants; their names are those below the last
     * folder before the first special character.
     *
     * @param recursive also what is in the folders that the pattern means
     */
    public static Selection matching(Lister lister, Location location, boolean recursive, NameFilter filter) {
        var path = location.path();
        int start = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (Glob.isPattern(path.substring(0, slash))) {
                break;
            }
            start = slash + 1;
        }
        var folder = start == 0 ? "." : path.substring(0, start);
        return new Selection(lister, location.withPath(folder), path.substring(start), recursive, filter, false);
    }

    /** The same of a store whose names are {@linkplain io.hawser.store.Capabilities.Capability#KEYS keys}: every name is given as it is. Before {@link #next}. */
    public Selection ofKeys() {
        return new Selection(lister, first, glob.toString(), recursive, filter, true);
    }

    /**
     * The next one, or empty at the end.
     *
     * @throws StoreException when a listing failed; the selection is over then
     */
    public Optional<Found> next() throws StoreException, InterruptedException {
        if (first != null) {
            var folder = first;
            first = null;
            open(folder, 0);
        }
        while (!levels.isEmpty()) {
            var level = levels.peek();
            var entry = level.listing().next();
            if (entry.isEmpty()) {
                levels.pop().listing().close();
                continue;
            }
            var found = judge(entry.get(), level.depth());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private void open(Location folder, int depth) throws StoreException, InterruptedException {
        boolean everything = depth < 0 || segments.get(depth).toString().contains("**");
        levels.push(new Level(
                lister.list(folder, everything ? ListOptions.everything() : ListOptions.level()),
                everything ? -1 : depth));
    }

    private Optional<Found> judge(Entry entry, int depth) throws StoreException, InterruptedException {
        var path = entry.location().path();
        if (!path.startsWith(base)) {
            return Optional.of(refused(entry, path, "the listing gave a name that is not in the folder"));
        }
        if (!keys && entry.attributes().containsKey(ListOptions.FOLDER_MARKER)) {
            return Optional.empty();
        }
        if (!keys && entry.kind() == Kind.FILE && path.endsWith("/")) {
            return Optional.of(refused(entry, path.substring(base.length()), "a file whose name ends with a slash"));
        }
        var key = path.substring(base.length());
        var name = keys && entry.kind() != Kind.FOLDER ? key : withoutSlash(key);
        var flaw = TargetNames.flaw(name);
        if (flaw.isPresent() && !keys) {
            return Optional.of(refused(entry, name, "the name " + flaw.get() + " and is not taken as a path"));
        }
        if (depth >= 0 && !segments.get(depth).matches(name.substring(name.lastIndexOf('/') + 1))) {
            return Optional.empty();
        }
        if (depth >= 0 && entry.kind() == Kind.FILE && (name.isEmpty() || name.endsWith("/"))) {
            // The folder itself as a key, of which nobody thinks who writes a star.
            return Optional.empty();
        }
        boolean last = depth < 0 || depth == segments.size() - 1;
        if (entry.kind() == Kind.FOLDER) {
            if (!last || recursive) {
                open(entry.location(), last ? -1 : depth + 1);
            }
            return Optional.empty();
        }
        boolean meant = last && (recursive ? glob.matchesWithin(name) : glob.matches(name)) && filter.wants(name);
        return !meant
                ? Optional.empty()
                : Optional.of(
                        switch (entry.kind()) {
                            case FILE -> new Found.File(entry, name);
                            case LINK ->
                                refused(
                                        entry,
                                        name,
                                        "a symbolic link that "
                                                + entry.attributes().getOrDefault("link", "is not followed"));
                            case SPECIAL -> refused(entry, name, "not a file: a pipe, a socket or a device");
                            case FOLDER -> throw new AssertionError("folders were taken before");
                        });
    }

    private static Found refused(Entry entry, String name, String reason) {
        return new Found.Refused(entry, name, new StoreException.Rejected(entry.location(), reason));
    }

    private static String withoutSlash(String name) {
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    /** Lets go of the listings. Idempotent. */
    @Override
    public void close() {
        while (!levels.isEmpty()) {
            levels.pop().listing().close();
        }
    }
}
