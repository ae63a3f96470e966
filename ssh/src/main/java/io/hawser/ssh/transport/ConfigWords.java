package io.hawser.ssh.transport;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of ssh_config(5), split: a keyword, then its words, quoted where they have spaces, with an optional {@code =} between.
 *
 * @param written what stands after the keyword
 */
record ConfigWords(String keyword, String written, List<String> words) {
    /** Of a line with something on it. */
    static ConfigWords of(String line) {
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end)) && line.charAt(end) != '=') {
            end++;
        }
        var rest = line.substring(end).strip();
        var written = rest.startsWith("=") ? rest.substring(1).strip() : rest;
        return new ConfigWords(line.substring(0, end), written, split(written));
    }

    /** The value as one text; for commands, whose words are the shell's business, as it was written. */
    String value() {
        return keyword.equalsIgnoreCase("ProxyCommand") ? written : String.join(" ", words);
    }

    private static List<String> split(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inside = false;
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                inside = true;
            } else if (!quoted && Character.isWhitespace(c)) {
                if (inside) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inside = false;
            } else if (!quoted && !inside && c == '#') {
                break;
            } else {
                word.append(c);
                inside = true;
            }
        }
        if (inside) {
            words.add(word.toString());
        }
        return words;
    }
}
