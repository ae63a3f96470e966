package io.hawser.http.client;

/** Text from the other side, made fit for a message of one line. */
public final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    /** At most 200 characters, in one line, without control characters. */
    public static String text(String raw) {
        return text(raw, LONGEST);
    }

    public static String text(String raw, int longest) {
        var shown = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < raw.length() && shown.length() < longest; i++) {
            char c = raw.charAt(i);
            if (Character.isWhitespace(c)) {
                gap = !shown.isEmpty();
                continue;
            }
            if (gap) {
                shown.append(' ');
                gap = false;
            }
            shown.append(c < ' ' || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.toString();
    }
}
