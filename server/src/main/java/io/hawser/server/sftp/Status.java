package io.hawser.server.sftp;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Status codes, draft-ietf-secsh-filexfer-02 section 7, and which one tells what failure. */
final class Status {
    static final int OK = 0;
    static final int EOF = 1;
    static final int NO_SUCH_FILE = 2;
    static final int PERMISSION_DENIED = 3;
    static final int FAILURE = 4;
    static final int BAD_MESSAGE = 5;
    static final int OP_UNSUPPORTED = 8;

    private Status() {}

    static int code(Throwable failure) {
        return switch (failure) {
            case StatusException status -> status.code();
            case NoSuchFileException _, NotDirectoryException _ -> NO_SUCH_FILE;
            case AccessDeniedException _ -> PERMISSION_DENIED;
            default -> FAILURE;
        };
    }

    /** What the client's user is told; nothing of the machine behind it. */
    static String text(Throwable failure) {
        return switch (failure) {
            case StatusException status -> status.getMessage();
            case NoSuchFileException _ -> "No such file or directory";
            case NotDirectoryException _ -> "Not a directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case DirectoryNotEmptyException _ -> "Directory not empty";
            case FileSystemException told when told.getReason() != null -> told.getReason();
            case IOException _ -> "Input/output error";
            default -> "Internal error";
        };
    }
}
