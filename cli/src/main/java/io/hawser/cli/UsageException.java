package io.hawser.cli;

/** The command cannot mean anything as it was given. The message is one line that says what would be right. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
