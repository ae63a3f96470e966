package io.hawser.http.client;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Dates in header fields, RFC 9110 section 5.6.7: the form in use and the two obsolete ones. Read by hand, since
 * loading the JDK's formatters costs a short-lived command more than all else it does for a small file.
 */
public final class HttpDate {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    /** A capital, a small letter or a digit where these stand. */
    private static final String USUAL = "Aaa, 00 Aaa 0000 00:00:00 GMT";

    private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
    private static final List<Pattern> FORMS = List.of(
            Pattern.compile("[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) " + TIME + " GMT"),
            Pattern.compile("[A-Z][a-z]+, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) " + TIME + " GMT"),
            Pattern.compile("[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

    private HttpDate() {}

    /** The moment, or empty when the text is no such date. */
    public static Optional<Instant> parse(String text) {
        var usual = usual(text);
        return usual != null ? Optional.of(usual) : anyForm(text);
    }

    /** The form in use, without the patterns, which are slow for thousands of small files; null where it is another. */
    private static Instant usual(String text) {
        if (text.length() != USUAL.length()) {
            return null;
        }
        for (int i = 0; i < USUAL.length(); i++) {
            char form = USUAL.charAt(i);
            char c = text.charAt(i);
            boolean fits = switch (form) {
                case 'A' -> c >= 'A' && c <= 'Z';
                case 'a' -> c >= 'a' && c <= 'z';
                case '0' -> c >= '0' && c <= '9';
                default -> c == form;
            };
            if (!fits) {
                return null;
            }
        }
        try {
            return LocalDateTime.of(
                            100 * twoDigits(text, 12) + twoDigits(text, 14),
                            MONTHS.indexOf(text.substring(8, 11)) + 1,
                            twoDigits(text, 5),
                            twoDigits(text, 17),
                            twoDigits(text, 20),
                            Math.min(twoDigits(text, 23), 59))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static int twoDigits(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }

    private static Optional<Instant> anyForm(String text) {
        for (var form : FORMS) {
            var m = form.matcher(text.strip());
            if (m.matches()) {
                try {
                    int second = Math.min(Integer.parseInt(m.group("second")), 59);
                    return Optional.of(LocalDateTime.of(
                                    year(m.group("year")),
                                    MONTHS.indexOf(m.group("month")) + 1,
                                    Integer.parseInt(m.group("day").strip()),
                                    Integer.parseInt(m.group("hour")),
                                    Integer.parseInt(m.group("minute")),
                                    second)
                            .toInstant(ZoneOffset.UTC));
                } catch (DateTimeException _) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Two digits mean the years 1970 to 2069: no file on a server is older. */
    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        return digits.length() == 4 ? year : year < 70 ? 2000 + year : 1900 + year;
    }
}
