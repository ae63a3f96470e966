package io.hawser.ledger;

/** Any text in one field of a line: no tab, no line break, nothing that UTF-8 cannot say. */
final class LedgerText {
    private LedgerText() {}

    /** Control characters, backslashes and surrogates become {@code \}{@code uXXXX}; a name that is no UTF-8 has halves of surrogate pairs. */
    static String escaped(String text) {
        if (text.chars().allMatch(c -> plain((char) c))) {
            return text;
        }
        var all = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (plain(c)) {
                all.append(c);
            } else {
                all.append("\\u").append(String.format("%04x", (int) c));
            }
        }
        return all.toString();
    }

    private static boolean plain(char c) {
        return c >= ' ' && c != 0x7f && c != '\\' && !Character.isSurrogate(c);
    }

    /**
     * The text that was escaped.
     *
     * @throws IllegalArgumentException when {@link #escaped} never wrote that
     */
    static String unescaped(String field) {
        var all = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\') {
                all.append(c);
                continue;
            }
            if (i + 6 > field.length() || field.charAt(i + 1) != 'u') {
                throw new IllegalArgumentException("a backslash that escapes nothing");
            }
            all.append((char) Integer.parseInt(field.substring(i + 2, i + 6), 16));
            i += 5;
        }
        return all.toString();
    }
}
