package io.hawser.cli;

import java.util.function.Function;

/**
 * A value that the user gave for something, and where.
 *
 * @param origin how a message names the place: {@code --part-size}, {@code HAWSER_PART_SIZE}, {@code config.yaml:3: part_size}
 */
record Setting(String text, String origin) {
    /**
     * What the value means to {@code parser}.
     *
     * @throws UsageException when that throws an {@link IllegalArgumentException}, with the place, the value and the message
     */
    <T> T as(Function<String, T> parser) throws UsageException {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    /** That the value cannot be used, and why. */
    UsageException wrong(String reason) {
        return new UsageException(origin + " " + (text.isEmpty() ? "''" : Shown.word(text)) + ": " + reason);
    }
}
