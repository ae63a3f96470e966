package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The kernel's numbers of failures, of {@code asm-generic/errno.h}, and what they mean to a user. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int EOPNOTSUPP = 95;

    private Errno() {}

    /** {@code result}, unless it is a failure. */
    static long check(long result, FilePath path) throws IOException {
        return check(result, path, null);
    }

    /** {@code result}, unless it is a failure. {@code other}: the second path of the operation, or null. */
    static long check(long result, FilePath path, FilePath other) throws IOException {
        if (result < 0) {
            throw failure((int) -result, path, other);
        }
        return result;
    }

    /** A failure of an operation on {@code path} and perhaps {@code other}. */
    static FileSystemException failure(int number, FilePath path, FilePath other) {
        String file = path.toString();
        String second = other == null ? null : other.toString();
        return switch (number) {
            case ENOENT -> new NoSuchFileException(file, second, null);
            case EACCES -> new AccessDeniedException(file, second, null);
            case EPERM -> new AccessDeniedException(file, second, reason(number));
            case EEXIST -> new FileAlreadyExistsException(second == null ? file : second);
            case ENOTDIR -> new NotDirectoryException(second == null ? file : file + " -> " + second);
            case ENOTEMPTY -> new DirectoryNotEmptyException(second == null ? file : second);
            case ELOOP -> new FileSystemLoopException(file);
            default -> new FileSystemException(file, second, reason(number));
        };
    }

    /** What the number means. */
    static String reason(int number) {
        return switch (number) {
            case EPERM -> "Operation not permitted";
            case 5 -> "Input/output error";
            case 9 -> "Not opened for that";
            case EAGAIN -> "Folders are being renamed too often; try again";
            case 16 -> "Device or resource busy";
            case EXDEV -> "On another file system";
            case EISDIR -> "Is a folder";
            case EINVAL -> "Invalid argument";
            case 23, 24 -> "Too many open files";
            case 26 -> "File is being executed";
            case 27 -> "File too large";
            case 28 -> "No space left on device";
            case 30 -> "Read-only file system";
            case 31 -> "Too many links";
            case ENAMETOOLONG -> "File name too long";
            case ENOSYS -> "Not known to this kernel";
            case EOPNOTSUPP -> "Operation not supported";
            case 116 -> "Stale file handle";
            case 122 -> "Disk quota exceeded";
            default -> "Error " + number;
        };
    }
}
