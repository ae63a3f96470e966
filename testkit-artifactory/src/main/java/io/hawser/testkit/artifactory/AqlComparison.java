package io.hawser.testkit.artifactory;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparator of AQL with the value it compares to.
 *
 * @param operand empty for {@code null}
 */
record AqlComparison(String comparator, Optional<String> operand) {
    static final List<String> COMPARATORS =
            List.of("$eq", "$ne", "$match", "$nmatch", "$gt", "$gte", "$lt", "$lte", "$before", "$last");

    private static final Pattern PERIOD = Pattern.compile("(\\d+)\\s*([a-z]+)");

    boolean isNegative() {
        return comparator.equals("$ne") || comparator.equals("$nmatch");
    }

    /** This, or what it denies. */
    AqlComparison positive() {
        return switch (comparator) {
            case "$ne" -> new AqlComparison("$eq", operand);
            case "$nmatch" -> new AqlComparison("$match", operand);
            default -> this;
        };
    }

    /**
     * Whether a text stands so to the operand.
     *
     * @param star whether {@code $eq} takes a star for any value, as it does of properties
     */
    boolean holds(String value, boolean star) {
        String other = operand.orElse("");
        return switch (comparator) {
            case "$eq" -> operand.isPresent() && (value.equals(other) || star && other.equals("*"));
            case "$ne" -> !value.equals(other);
            case "$match" -> wildcards(other).matcher(value).matches();
            case "$nmatch" -> !wildcards(other).matcher(value).matches();
            default -> compared(value.compareTo(other));
        };
    }

    boolean holds(long value) {
        try {
            return ordered(BigDecimal.valueOf(value), new BigDecimal(operand.orElse("")), Comparator.naturalOrder());
        } catch (NumberFormatException _) {
            throw new ArtifactoryError(400, "Invalid number: " + operand.orElse("null"));
        }
    }

    boolean holds(Instant value, Instant now) {
        return switch (comparator) {
            case "$before" -> value.isBefore(now.minus(period()));
            case "$last" -> value.isAfter(now.minus(period()));
            default -> ordered(value, time(operand.orElse("")), Comparator.naturalOrder());
        };
    }

    private <T> boolean ordered(T value, T other, Comparator<T> order) {
        return compared(order.compare(value, other));
    }

    private boolean compared(int order) {
        return switch (comparator) {
            case "$eq" -> order == 0;
            case "$ne" -> order != 0;
            case "$gt" -> order > 0;
            case "$gte" -> order >= 0;
            case "$lt" -> order < 0;
            case "$lte" -> order <= 0;
            default -> throw new ArtifactoryError(400, "The comparator " + comparator + " has no order");
        };
    }

    private static Pattern wildcards(String text) {
        StringBuilder pattern = new StringBuilder("(?s)");
        for (char c : text.toCharArray()) {
            pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(pattern.toString());
    }

    private Duration period() {
        String text = operand.orElse("");
        Matcher matcher = PERIOD.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new ArtifactoryError(400, "Invalid relative date format for: " + text);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "milliseconds", "mills", "ms" -> Duration.ofMillis(count);
            case "seconds", "s" -> Duration.ofSeconds(count);
            case "minutes", "mi" -> Duration.ofMinutes(count);
            case "days", "d" -> Duration.ofDays(count);
            case "weeks", "w" -> Duration.ofDays(7 * count);
            case "months", "mo" -> Duration.ofDays(30 * count);
            case "years", "y" -> Duration.ofDays(365 * count);
            default -> throw new ArtifactoryError(400, "Invalid relative date format for: " + text);
        };
    }

    /** A time of ISO 8601, which may end after the year, the month, the day or the minutes. */
    private static Instant time(String text) {
        String full = text;
        if (text.matches("\\d{4}")) {
            full = text + "-01-01";
        } else if (text.matches("\\d{4}-\\d{2}")) {
            full = text + "-01";
        }
        try {
            return full.contains("T")
                    ? OffsetDateTime.parse(full.matches(".*([Z]|[+-]\\d{2}:?\\d{2})$") ? full : full + "Z")
                            .toInstant()
                    : LocalDate.parse(full)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException _) {
            throw new ArtifactoryError(400, "Invalid date format: " + text);
        }
    }
}
