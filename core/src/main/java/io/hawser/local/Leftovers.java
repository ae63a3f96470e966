package io.hawser.local;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Partial data that runs left in a folder and that no live run holds. */
public final class Leftovers {
    private Leftovers() {}

    /**
     * What one run left.
     *
     * @param part partial data, which may be missing
     * @param journal of the partial data, which may be missing
     * @param bytes that removing it would free, at most
     * @param modified when it was last written
     */
    public record Leftover(Path part, Path journal, long bytes, Instant modified) {}

    /**
     * All abandoned partial data in {@code folder} itself, by name.
     *
     * @throws StoreException when the folder cannot be listed
     */
    public static List<Leftover> find(Path folder) throws StoreException {
        var location = Location.local(folder.toString());
        Set<String> stems = new LinkedHashSet<>();
        try (var names = Files.newDirectoryStream(folder)) {
            for (var path : names) {
                var name = path.getFileName().toString();
                if (PartialNames.isOurs(name)) {
                    stems.add(name.substring(0, name.lastIndexOf(".hawser-")));
                }
            }
            var found = new ArrayList<Leftover>();
            for (var stem : stems) {
                var part = folder.resolve(stem + PartialNames.PART);
                var journal = folder.resolve(stem + PartialNames.JOURNAL);
                // Looked at first: taking hold of the journal, if only for a moment, changes its time.
                var leftover = new Leftover(part, journal, size(part) + size(journal), latest(part, journal));
                if (!inUse(journal)) {
                    found.add(leftover);
                }
            }
            found.sort((a, b) -> a.part().compareTo(b.part()));
            return found;
        } catch (DirectoryIteratorException e) {
            throw LocalFailure.of(location, "list", e.getCause());
        } catch (IOException e) {
            throw LocalFailure.of(location, "list", e);
        }
    }

    /**
     * Removes it, unless a run has taken hold of it since.
     *
     * @return whether it was removed
     */
    public static boolean remove(Leftover leftover) throws StoreException {
        try {
            return switch (Held.hold(leftover.journal())) {
                case Held.Attempt.Success(var held) -> {
                    try (held) {
                        Files.deleteIfExists(leftover.part());
                        held.delete();
                    }
                    yield true;
                }
                case Held.Attempt.Taken _ -> false;
                case Held.Attempt.NoLocks _ -> Files.deleteIfExists(leftover.part());
            };
        } catch (IOException e) {
            throw LocalFailure.of(Location.local(leftover.part().toString()), "remove", e);
        }
    }

    private static boolean inUse(Path journal) throws IOException {
        if (!Files.exists(journal, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return switch (Held.hold(journal)) {
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

    private static Instant latest(Path part, Path journal) throws IOException {
        var latest = Instant.EPOCH;
        for (var path : List.of(part, journal)) {
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
