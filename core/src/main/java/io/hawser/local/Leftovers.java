package io.hawser.local;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Leftover;
import io.hawser.store.PartialName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Partial data that runs left in a folder and that no live run holds. */
final class Leftovers {
    /** The SFTP server locks no file: it may be at one that was written so lately. */
    private static final Duration PERHAPS_IN_USE = Duration.ofHours(1);

    private Leftovers() {}

    /**
     * All abandoned partial data in {@code folder} itself, by name.
     *
     * @throws StoreException when the folder cannot be listed
     */
    static List<Leftover> find(Location location) throws StoreException {
        var folder = LocalStore.path(location);
        Set<String> stems = new LinkedHashSet<>();
        var found = new ArrayList<Leftover>();
        try (var names = Files.newDirectoryStream(folder)) {
            for (var path : names) {
                var name = path.getFileName().toString();
                if (!PartialNames.isOurs(name)) {
                    continue;
                }
                if (PartialName.isUpload(name)) {
                    addUpload(path, found);
                } else if (name.endsWith(PartialName.SMALL)) {
                    add(path, RunMark.runFile(path), found);
                } else if (name.endsWith(PartialName.RUN)) {
                    add(path, path, found);
                } else {
                    stems.add(name.substring(0, name.lastIndexOf(".hawser-")));
                }
            }
            for (var stem : stems) {
                add(folder.resolve(stem + PartialNames.PART), folder.resolve(stem + PartialNames.JOURNAL), found);
            }
            // What says whose the small files were goes after them.
            found.sort(Comparator.comparing((Leftover leftover) ->
                            isRun(Path.of(leftover.location().path())))
                    .thenComparing(leftover -> leftover.location().path()));
            return found;
        } catch (DirectoryIteratorException e) {
            throw LocalFailure.of(location, "list", e.getCause());
        } catch (IOException e) {
            throw LocalFailure.of(location, "list", e);
        }
    }

    private static void addUpload(Path path, List<Leftover> found) throws IOException {
        BasicFileAttributes there;
        try {
            there = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            // It has just got its name.
            return;
        }
        var modified = there.lastModifiedTime().toInstant();
        if (there.isRegularFile() && modified.isBefore(Instant.now().minus(PERHAPS_IN_USE))) {
            found.add(new Leftover(Location.local(path.toString()), path.toString(), there.size(), modified));
        }
    }

    /** Adds partial data, unless a run holds the file that is locked for it. */
    private static void add(Path part, Path locked, List<Leftover> found) throws IOException {
        long bytes = size(part) + (part.equals(locked) || isRun(locked) ? 0 : size(locked));
        // Looked at first: taking hold of the locked file, if only for a moment, changes its time.
        var leftover = new Leftover(
                Location.local(part.toString()),
                locked.toString(),
                bytes,
                isRun(locked) ? latest(part) : latest(part, locked));
        if (!inUse(locked)) {
            found.add(leftover);
        }
    }

    private static boolean isRun(Path path) {
        return path.toString().endsWith(PartialName.RUN);
    }

    /**
     * Removes it, unless a run has taken hold of it since.
     *
     * @return whether it was removed
     */
    static boolean remove(Leftover leftover) throws StoreException {
        var part = Path.of(leftover.location().path());
        var locked = Path.of(leftover.token());
        try {
            if (PartialName.isUpload(part.getFileName().toString())) {
                return latest(part).equals(leftover.modified()) && Files.deleteIfExists(part);
            }
            return switch (Held.holdIfAllowed(locked)) {
                case Held.Attempt.Success(var held) -> {
                    try (held) {
                        Files.deleteIfExists(part);
                        if (!isRun(locked)
                                || part.equals(locked)
                                || held.channel().size() == 0) {
                            held.delete();
                        }
                    }
                    yield true;
                }
                case Held.Attempt.Taken _ -> false;
                case Held.Attempt.NoLocks _ -> Files.deleteIfExists(part);
            };
        } catch (IOException e) {
            throw LocalFailure.of(leftover.location(), "remove", e);
        }
    }

    private static boolean inUse(Path journal) throws IOException {
        if (!Files.exists(journal, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return switch (Held.holdIfAllowed(journal)) {
            case Held.Attempt.Success(var held) -> {
                held.close();
                yield false;
            }
            case Held.Attempt.Taken _ -> true;
            case Held.Attempt.NoLocks _ -> false;
        };
    }

    private static long size(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    private static Instant latest(Path... paths) throws IOException {
        var latest = Instant.EPOCH;
        for (var path : paths) {
            try {
                var time = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .lastModifiedTime()
                        .toInstant();
                latest = time.isAfter(latest) ? time : latest;
            } catch (NoSuchFileException _) {
                continue;
            }
        }
        return latest;
    }
}
