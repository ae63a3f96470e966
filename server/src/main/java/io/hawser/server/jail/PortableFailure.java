package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/** The JDK's failures name the real path: told anew with the user's. */
final class PortableFailure {
    private PortableFailure() {}

    /** What is done. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Does something with {@code path}, and {@code other} or null. */
    static <T> T telling(FilePath path, FilePath other, Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (FileSystemException e) {
            throw about(e, path.toString(), other == null ? null : other.toString());
        } catch (IllegalArgumentException | UnsupportedOperationException _) {
            throw new FileSystemException(path.toString(), null, "Not possible on this machine");
        }
    }

    private static FileSystemException about(FileSystemException e, String file, String other) {
        String reason = e.getReason();
        String second = other == null ? file : other;
        return switch (e) {
            case NoSuchFileException _ -> new NoSuchFileException(file, other, reason);
            case AccessDeniedException _ -> new AccessDeniedException(file, other, reason);
            case FileAlreadyExistsException _ -> new FileAlreadyExistsException(second);
            case NotDirectoryException _ -> new NotDirectoryException(file);
            case DirectoryNotEmptyException _ -> new DirectoryNotEmptyException(second);
            case FileSystemLoopException _ -> new FileSystemLoopException(file);
            case NotLinkException _ -> new NotLinkException(file);
            default -> new FileSystemException(file, other, reason);
        };
    }
}
