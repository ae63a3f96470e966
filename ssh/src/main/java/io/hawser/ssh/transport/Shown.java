package io.hawser.ssh.transport;

/** Text from the other side, made fit for a message of one line. */
public final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    /** At most 200 characters, in one line, without control characters. */
    public static String text(String raw) {
        var shown = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < raw.length() && shown.length() < LONGEST; i++) {
            char c = raw.charAt(i);
            if (Character.isWhitespace(c)) {
                gap = !shown.isEmpty();
                continue;
            }
            if (gap) {
                shown.append(' ');
                gap = false;
            }
            shown.append(hidden(c) ? '?' : c);
        }
        return shown.toString();
    }

    /** Whether a terminal could take it for a command, or a reader could not see it: C0, C1, and what turns the direction of writing. */
    private static boolean hidden(char c) {
        return c < ' '
                || c >= 0x7f && c < 0xa0
                || Character.isSurrogate(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR;
    }

    /** A failure's message, in one line; its kind where it has none. */
    static String words(Throwable failure) {
        var message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : text(message);
    }
}
