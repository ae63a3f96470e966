package io.hawser.testkit.artifactory;

import java.util.Optional;

/**
 * The one range that a request asks for, as Artifactory reads it. Its source (6.x, {@code org.artifactory.request.range})
 * knows no suffixes: {@code bytes=-5} is the first six bytes. Several ranges at once are ignored here.
 *
 * @param first the first byte
 * @param last the last byte, which there is
 */
record RangeHeader(long first, long last) {
    /**
     * Reads a header field.
     *
     * @return empty where the whole is to be served
     * @throws Unsatisfiable if no byte of it is there
     */
    static Optional<RangeHeader> read(String field, long size) throws Unsatisfiable {
        String[] halves = field.split("=");
        if (halves.length != 2 || halves[1].contains(",")) {
            return Optional.empty();
        }
        String range = halves[1].strip();
        int dash = range.indexOf('-');
        try {
            long first = dash > 0 ? Long.parseLong(range.substring(0, dash).strip()) : 0;
            String end = range.substring(dash + 1).strip();
            long last = end.isEmpty() ? size - 1 : Long.parseLong(end);
            if (dash < 0 || last < first || first >= size) {
                throw new Unsatisfiable();
            }
            return Optional.of(new RangeHeader(first, Math.min(last, size - 1)));
        } catch (NumberFormatException e) {
            throw new Unsatisfiable();
        }
    }

    long length() {
        return last - first + 1;
    }

    /** A range of which nothing is there. */
    static final class Unsatisfiable extends Exception {
        private static final long serialVersionUID = 1;
    }
}
