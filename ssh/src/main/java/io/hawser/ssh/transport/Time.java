package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times as ssh_config(5) writes them: seconds, or numbers with {@code s m h d w}. */
final class Time {
    private static final Pattern FORM = Pattern.compile("(?:\\d{1,9}[smhdw]?)+");
    private static final Pattern PIECE = Pattern.compile("(\\d+)([smhdw]?)");

    private Time() {}

    static Duration parse(String keyword, String text) throws StoreException {
        var lower = text.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(lower).matches()) {
            throw new StoreException.Rejected(keyword, Shown.text(text) + " is no time: 30, 30s or 2m is one");
        }
        long seconds = 0;
        for (var pieces = PIECE.matcher(lower); pieces.find(); ) {
            seconds += Long.parseLong(pieces.group(1))
                    * switch (pieces.group(2)) {
                        case "m" -> 60;
                        case "h" -> 3600;
                        case "d" -> 86_400;
                        case "w" -> 604_800;
                        default -> 1;
                    };
        }
        return Duration.ofSeconds(seconds);
    }
}
