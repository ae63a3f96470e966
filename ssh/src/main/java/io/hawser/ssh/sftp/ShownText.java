package io.hawser.ssh.sftp;

/** Text from the other side, made safe to be shown: no control characters, no terminal sequences, not too long. */
final class ShownText {
    private ShownText() {}

    /** At most {@code most} characters of {@code text}, in one line. */
    static String of(String text, int most) {
        var shown = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(most + 1L)
                .forEach(shown::appendCodePoint);
        var line = shown.toString().strip();
        return line.length() > most ? line.substring(0, most) + "…" : line;
    }
}
