package io.hawser.ssh;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;

/** What went wrong, in words. */
final class Failures {
    private Failures() {}

    /** Whether nobody reads any more what was written. The JDK has no type for it, only the system's own words. */
    static boolean isBrokenPipe(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CommandPipe.ReaderGone
                    || cause instanceof IOException && "Broken pipe".equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    /** Why, in a few words and without the file's name, which the message around it has. */
    static String reason(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e when e.getReason() != null -> lowerFirst(e.getReason());
            default ->
                failure.getMessage() == null ? failure.getClass().getSimpleName() : lowerFirst(failure.getMessage());
        };
    }

    /** As people read it: {@code 2 s}, {@code 0.1 s}. */
    static String seconds(Duration span) {
        return BigDecimal.valueOf(span.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    private static String lowerFirst(String text) {
        return text.length() > 1 && Character.isLowerCase(text.charAt(1))
                ? Character.toLowerCase(text.charAt(0)) + text.substring(1)
                : text;
    }
}
