package io.hawser.cli;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write and read them. */
final class TimeSpan {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + FORM + ")+");

    private TimeSpan() {}

    /**
     * Reads {@code 30s}, {@code 500ms}, {@code 5m} or {@code 1h30m}.
     *
     * @throws IllegalArgumentException when it is none, or 0
     */
    static Duration parse(String text) {
        var plain = text.strip();
        if (!WHOLE.matcher(plain).matches()) {
            throw new IllegalArgumentException(
                    "not a duration; write a number and a unit, as in 30s, 500ms, 5m or 1h30m");
        }
        var sum = Duration.ZERO;
        var parts = FORM.matcher(plain);
        while (parts.find()) {
            double millis = Double.parseDouble(parts.group(1)) * millisOf(parts.group(2));
            if (millis > 1e15) {
                throw new IllegalArgumentException("longer than anybody waits; write a duration such as 30s or 5m");
            }
            sum = sum.plusMillis(Math.round(millis));
        }
        if (sum.isZero()) {
            throw new IllegalArgumentException("must be longer than 0, as in 30s or 5m");
        }
        return sum;
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }

    /** As people read it: {@code 400 ms}, {@code 2.5 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String show(Duration span) {
        if (span.toMillis() < 1000) {
            return span.toMillis() + " ms";
        }
        long tenths = Math.round(span.toMillis() / 100.0);
        if (tenths < 100) {
            return tenths / 10 + "." + tenths % 10 + " s";
        }
        long whole = Math.round(tenths / 10.0);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** As a clock shows it, for columns that keep their width: {@code 0:07}, {@code 12:34}, {@code 1:02:03}. */
    static String clock(long seconds) {
        return seconds < 3600
                ? seconds / 60 + ":" + twoDigits(seconds % 60)
                : seconds / 3600 + ":" + twoDigits(seconds % 3600 / 60) + ":" + twoDigits(seconds % 60);
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
