package io.hawser.local;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Says what an I/O error of this machine means, by the kinds of {@link StoreException}. */
final class LocalFailure {
    private LocalFailure() {}

    /** The failure of {@code action} ("read", "write") on {@code location}. */
    static StoreException of(Location location, String action, IOException e) {
        return switch (e) {
            case StoreException told -> told;
            case NoSuchFileException _ -> new StoreException.NotFound(location, "no such file or folder", e);
            case NotDirectoryException _ -> new StoreException.NotFound(location, "not a folder", e);
            case AccessDeniedException _ ->
                new StoreException.Denied(location, "cannot " + action + ": permission denied", e);
            case FileAlreadyExistsException _ -> new StoreException.Conflict(location, "exists already", e);
            case DirectoryNotEmptyException _ -> new StoreException.Conflict(location, "the folder is not empty", e);
            case FileSystemLoopException _ -> new StoreException.Rejected(location, "too many symbolic links", e);
            default -> bySystemMessage(location, action, e);
        };
    }

    /** The failure to make or find something for {@code location} in its folder. */
    static StoreException inFolder(Location location, Path folder, String action, IOException e) {
        return switch (e) {
            case NoSuchFileException _ ->
                new StoreException.Local(location, "the folder " + folder + " does not exist", e);
            case AccessDeniedException _ ->
                new StoreException.Denied(
                        location, "cannot " + action + ": no permission to write into the folder " + folder, e);
            default -> of(location, action, e);
        };
    }

    /** What the system said is all there is to tell these apart; it speaks English, since the launcher sets no other locale. */
    private static StoreException bySystemMessage(Location location, String action, IOException e) {
        var reason = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
        var words = reason.toLowerCase(Locale.ROOT);
        if (words.contains("nofollow_links")) {
            return new StoreException.Rejected(
                    location,
                    "a symbolic link lies in the place of its partial data (.NAME.hawser-part or .NAME.hawser-journal) and is not followed: remove it",
                    e);
        }
        if (words.contains("too many levels of symbolic links")) {
            return new StoreException.Rejected(location, "too many symbolic links", e);
        }
        if (words.contains("file name too long")) {
            return new StoreException.Rejected(location, "the name is too long for the file system", e);
        }
        if (words.contains("not a directory")) {
            return new StoreException.NotFound(location, "not a folder", e);
        }
        if (words.contains("operation not permitted")
                || words.contains("read-only file system")
                || words.contains("permission denied")) {
            return new StoreException.Denied(location, "cannot " + action + ": " + reason, e);
        }
        return new StoreException.Local(location, "cannot " + action + ": " + reason, e);
    }
}
