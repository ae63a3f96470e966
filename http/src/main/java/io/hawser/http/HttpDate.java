package io.hawser.http;

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
final class HttpDate {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
    private static final List<Pattern> FORMS = List.of(
            Pattern.compile("[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) " + TIME + " GMT"),
            Pattern.compile("[A-Z][a-z]+, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) " + TIME + " GMT"),
            Pattern.compile("[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

    private HttpDate() {}

    /** The moment, or empty when the text is no such date. */
    static Optional<Instant> parse(String text) {
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
