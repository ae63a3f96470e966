package io.hawser.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why I/O on this machine failed, in a few words and without the file's name, which the message around it has. */
final class Reason {
    private Reason() {}

    static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e when e.getReason() != null -> lowerFirst(e.getReason());
            default ->
                failure.getMessage() == null ? failure.getClass().getSimpleName() : lowerFirst(failure.getMessage());
        };
    }

    private static String lowerFirst(String text) {
        return text.length() > 1 && Character.isLowerCase(text.charAt(1))
                ? Character.toLowerCase(text.charAt(0)) + text.substring(1)
                : text;
    }
}
