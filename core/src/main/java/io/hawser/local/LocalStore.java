package io.hawser.local;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Leftover;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The local file system, with standard input and output. */
public final class LocalStore implements Store {
    private final SmallFiles small = new SmallFiles();

    @Override
    public Capabilities capabilities() {
        return Capabilities.of(
                Capability.LIST,
                Capability.WRITE,
                Capability.DELETE,
                Capability.FOLDERS,
                Capability.CREATE_ONLY,
                Capability.RESUME,
                Capability.CLEAN);
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
        if (location.isStandardStream()) {
            return StreamSource.standardInput(location);
        }
        var path = path(location);
        return switch (entry(location, path).kind()) {
            case FOLDER -> throw new StoreException.Rejected(location, "is a folder");
            case SPECIAL -> StreamSource.of(location, path, scope);
            case FILE, LINK -> file(location, path, scope);
        };
    }

    private static Source file(Location location, Path path, Scope scope) throws StoreException {
        var source = LocalSource.open(location, path);
        boolean stream = true;
        try {
            stream = source.deniesItsBytes();
        } finally {
            if (stream) {
                source.close();
            }
        }
        return stream ? StreamSource.of(location, path, scope) : source;
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        if (location.isStandardStream()) {
            return Entry.file(location).withKind(Kind.SPECIAL);
        }
        return entry(location, path(location));
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        options.refuseVersions(folder);
        return FolderListing.of(folder, path(folder), options.recursive());
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        if (location.isStandardStream()) {
            return SpecialUpload.standardOutput(location);
        }
        var path = path(location);
        var there = existing(location, path);
        if (there != null && there.isDirectory()) {
            throw new StoreException.Rejected(location, "is a folder; end it with / to copy into it");
        }
        if (there != null && there.isOther()) {
            return SpecialUpload.of(location, path, scope);
        }
        if (there != null && options.onlyNew()) {
            throw new StoreException.Conflict(location, "exists already");
        }
        return LocalUpload.start(location, Links.follow(location, path), there != null, small, options);
    }

    /** What is there, or null: that nothing is there is the common case, and an exception would cost more than all else. */
    private static BasicFileAttributes existing(Location location, Path path) throws StoreException {
        try {
            return path.getFileSystem().provider().readAttributesIfExists(path, BasicFileAttributes.class);
        } catch (IOException e) {
            throw LocalFailure.of(location, "write", e);
        }
    }

    @Override
    public void makeFolder(Location folder, Scope scope) throws StoreException {
        try {
            Files.createDirectories(path(folder));
        } catch (FileAlreadyExistsException e) {
            throw new StoreException.Conflict(folder, "is not a folder", e);
        } catch (IOException e) {
            throw LocalFailure.of(folder, "make a folder", e);
        }
    }

    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        var path = path(entry.location());
        if (entry.version().isPresent()
                && !entry(entry.location(), path).version().equals(entry.version())) {
            throw new StoreException.Conflict(entry.location(), "is another version by now, and was not deleted");
        }
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw LocalFailure.of(entry.location(), "delete", e);
        }
    }

    @Override
    public List<Leftover> leftovers(Location folder, Scope scope) throws StoreException {
        return Leftovers.find(folder);
    }

    @Override
    public boolean remove(Leftover leftover, Scope scope) throws StoreException {
        return Leftovers.remove(leftover);
    }

    @Override
    public void close() {
        // Nothing is kept between calls.
    }

    private static Entry entry(Location location, Path path) throws StoreException {
        try {
            return LocalEntries.of(location, path);
        } catch (IOException e) {
            throw LocalFailure.of(location, "read", e);
        }
    }

    static Path path(Location location) throws StoreException {
        try {
            return Path.of(location.path());
        } catch (InvalidPathException e) {
            throw new StoreException.Rejected(location, "is no path on this machine: " + e.getReason(), e);
        }
    }
}
