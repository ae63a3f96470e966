package io.hawser.http.client;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The value of {@code Content-Range}, RFC 9110 section 14.4.
 *
 * @param start position of the first byte; both positions are absent in an answer that no byte could be served
 *     ({@code bytes *}{@code /1234})
 * @param end position after the last byte
 * @param total size of the whole; absent where the server does not tell
 */
public record ContentRange(OptionalLong start, OptionalLong end, OptionalLong total) {
    private static final Pattern FORM =
            Pattern.compile("(?i)bytes +(?:(\\d{1,18})-(\\d{1,18})|\\*)/(?:(\\d{1,18})|\\*)");

    /**
     * Reads the field; empty when it is malformed or contradicts itself, as with a last byte before the first or
     * beyond the total.
     */
    public static Optional<ContentRange> parse(String value) {
        var m = FORM.matcher(value.strip());
        if (!m.matches()) {
            return Optional.empty();
        }
        var total = m.group(3) == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(m.group(3)));
        if (m.group(1) == null) {
            return total.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ContentRange(OptionalLong.empty(), OptionalLong.empty(), total));
        }
        long start = Long.parseLong(m.group(1));
        long end = Long.parseLong(m.group(2)) + 1;
        boolean sound = start < end && (total.isEmpty() || end <= total.getAsLong());
        return sound
                ? Optional.of(new ContentRange(OptionalLong.of(start), OptionalLong.of(end), total))
                : Optional.empty();
    }

    /** Whether bytes are served at all. */
    public boolean satisfied() {
        return start.isPresent();
    }
}
