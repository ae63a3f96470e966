package io.hawser.local;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Gives a finished partial file its mode, its time and its name, in that order: the name comes last, when nothing is left to do. */
final class Publication {
    private final Location location;
    private final Path partial;
    private final Path target;

    Publication(Location location, Path partial, Path target) {
        this.location = location;
        this.partial = partial;
        this.target = target;
    }

    /** The mode of the file that is to be replaced, or the one that a new file gets; and the time. */
    void prepare(Optional<Instant> modified) throws IOException {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(target);
        } catch (NoSuchFileException _) {
            mode = Umask.newFile(target.toAbsolutePath().getParent());
        }
        Files.setPosixFilePermissions(partial, mode);
        setTime(modified);
    }

    /** The same for a partial file that has the mode of a new file already. */
    void prepareNew(Optional<Instant> modified) throws IOException {
        if (Files.exists(target)) {
            prepare(modified);
        } else {
            setTime(modified);
        }
    }

    private void setTime(Optional<Instant> modified) throws IOException {
        if (modified.isEmpty()) {
            return;
        }
        var time = modified.get();
        // The older way opens no file for it, but knows no more than milliseconds.
        boolean exact = time.getNano() % 1_000_000 == 0 && time.getEpochSecond() >= 0;
        if (!exact || !partial.toFile().setLastModified(time.toEpochMilli())) {
            Files.setLastModifiedTime(partial, FileTime.from(time));
        }
    }

    /** Makes the file visible at once and whole; with {@code onlyNew}, only where there is none. */
    void publish(boolean onlyNew) throws IOException {
        if (!onlyNew) {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            // A second name is given only where there is none, which a rename does not promise.
            Files.createLink(target, partial);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException.Conflict(location, "exists already", e);
        } catch (UnsupportedOperationException e) {
            throw new StoreException.Unsupported(
                    location, "this file system cannot create a file only if there is none", e);
        }
        Files.delete(partial);
    }

    /** Forces the folder to disk, so that the new name survives a power loss. */
    void forceFolder() throws IOException {
        var folder = target.toAbsolutePath().getParent();
        try (var channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }
}
