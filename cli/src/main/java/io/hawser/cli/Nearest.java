package io.hawser.cli;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant who wrote an unknown name. */
final class Nearest {
    private static final int FARTHEST = 3;

    private Nearest() {}

    /** The end of a message: the known name that is nearest, or all of them. */
    static String told(String name, Collection<String> known) {
        var plain = name.replace('-', '_');
        return known.stream()
                .min(Comparator.comparingInt(other -> distance(plain, other)))
                .filter(other -> distance(plain, other) <= Math.min(FARTHEST, other.length() / 2))
                .map(other -> "; do you mean '" + other + "'?")
                .orElse("; known are " + String.join(", ", known));
    }

    /** Levenshtein's: how many characters have to be put in, taken out or replaced. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
