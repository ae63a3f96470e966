package io.hawser.cli;

import java.util.regex.Pattern;

/** Text from files and servers, made harmless for a terminal and fit for one line. */
final class Shown {
    private static final Pattern AUTHORITY_SECRET = Pattern.compile("^://[^/]*@");

    private Shown() {}

    /** The text with everything that a terminal would obey, or that would hide what is written, as a visible escape. */
    static String text(String raw) {
        StringBuilder shown = null;
        for (int i = 0; i < raw.length(); ) {
            int character = raw.codePointAt(i);
            int length = Character.charCount(character);
            if (harmless(character)) {
                if (shown != null) {
                    shown.appendCodePoint(character);
                }
            } else {
                if (shown == null) {
                    shown = new StringBuilder(raw.substring(0, i));
                }
                shown.append(escape(character));
            }
            i += length;
        }
        return shown == null ? raw : shown.toString();
    }

    /**
     * A word of the command line as a message may repeat it: of a URL neither user and password nor the query, which may be signed; of an option
     * not the value.
     */
    static String word(String raw) {
        int scheme = raw.indexOf("://");
        if (scheme >= 0) {
            int query = raw.indexOf('?', scheme);
            var plain = query < 0 ? raw : raw.substring(0, query) + "?…";
            return plain.substring(0, scheme)
                    + AUTHORITY_SECRET.matcher(plain.substring(scheme)).replaceFirst("://…@");
        }
        int equals = raw.indexOf('=');
        return raw.startsWith("-") && equals >= 0 ? raw.substring(0, equals) : raw;
    }

    /** At most {@code width} characters, with an ellipsis in place of the middle. */
    static String shortened(String text, int width) {
        int length = text.codePointCount(0, text.length());
        if (length <= width) {
            return text;
        }
        int tail = Math.max(0, (width - 1) * 2 / 3);
        int head = Math.max(0, width - 1 - tail);
        return text.substring(0, text.offsetByCodePoints(0, head))
                + "…"
                + text.substring(text.offsetByCodePoints(text.length(), -tail));
    }

    /** JSON in one line, with the same characters escaped as JSON does it: they stand in strings alone. */
    static String json(String line) {
        if (line.codePoints().allMatch(Shown::harmless)) {
            return line;
        }
        var shown = new StringBuilder();
        line.codePoints().forEach(character -> {
            if (harmless(character)) {
                shown.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    shown.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    private static boolean harmless(int character) {
        return switch (Character.getType(character)) {
            // Format characters turn the writing direction around or take no width.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escape(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(character < 0x100 ? "\\x%02x" : "\\u{%x}", character);
        };
    }
}
