package io.hawser.local;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Listing;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a folder with one folder open at a time. Links to files and folders are followed; a link that leads back to a folder above it, and one that
 * leads nowhere, come out as {@link Kind#LINK}. Hawser's own partial files are left out.
 */
final class FolderListing implements Listing {
    /** A folder to be walked: where it is, what it is called here, and the folders that were entered on the way. */
    private record Folder(Path path, Path real, Location location, Folder above) {
        boolean within(Path folder) {
            for (var f = this; f != null; f = f.above) {
                if (f.real.startsWith(folder)) {
                    return true;
                }
            }
            return false;
        }
    }

    private final boolean recursive;
    private final Deque<Folder> waiting = new ArrayDeque<>();
    private Folder current;
    private DirectoryStream<Path> stream;
    private Iterator<Path> names;

    private FolderListing(boolean recursive) {
        this.recursive = recursive;
    }

    static FolderListing of(Location location, Path path, boolean recursive) throws StoreException {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                throw new StoreException.Rejected(location, "is not a folder");
            }
            var listing = new FolderListing(recursive);
            listing.waiting.add(new Folder(path, path.toRealPath(), location, null));
            listing.openNext();
            return listing;
        } catch (IOException e) {
            throw LocalFailure.of(location, "list", e);
        }
    }

    private boolean openNext() throws StoreException {
        close();
        current = waiting.pollFirst();
        if (current == null) {
            return false;
        }
        try {
            stream = Files.newDirectoryStream(current.path);
            names = stream.iterator();
            return true;
        } catch (IOException e) {
            throw LocalFailure.of(current.location, "list", e);
        }
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        while (current != null) {
            var path = nextName();
            if (path == null) {
                openNext();
                continue;
            }
            var name = path.getFileName().toString();
            if (PartialNames.isOurs(name)) {
                continue;
            }
            var entry = entry(path, current.location.resolve(name));
            if (entry.isPresent()) {
                return entry;
            }
        }
        return Optional.empty();
    }

    private Path nextName() throws StoreException {
        try {
            return names.hasNext() ? names.next() : null;
        } catch (DirectoryIteratorException e) {
            throw LocalFailure.of(current.location, "list", e.getCause());
        }
    }

    /** The entry of a name; empty for a folder that is walked instead, and for what went away meanwhile. */
    private Optional<Entry> entry(Path path, Location location) throws StoreException {
        try {
            var own = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            var attributes = own;
            if (own.isSymbolicLink()) {
                try {
                    attributes = Files.readAttributes(path, BasicFileAttributes.class);
                } catch (IOException e) {
                    return Optional.of(LocalEntries.of(location, own)
                            .withAttributes(Map.of(
                                    "link",
                                    "leads nowhere: "
                                            + LocalFailure.of(location, "follow", e)
                                                    .reason())));
                }
            }
            if (!attributes.isDirectory() || !recursive) {
                return Optional.of(LocalEntries.of(location, attributes));
            }
            var real = own.isSymbolicLink() ? path.toRealPath() : current.real.resolve(path.getFileName());
            if (own.isSymbolicLink() && current.within(real)) {
                return Optional.of(LocalEntries.of(location, own)
                        .withAttributes(Map.of("link", "leads back to a folder above it")));
            }
            waiting.addFirst(new Folder(path, real, location, current));
            return Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw LocalFailure.of(location, "read", e);
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot close a folder", e);
            }
            stream = null;
        }
        current = null;
    }
}
