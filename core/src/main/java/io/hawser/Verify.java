package io.hawser;

import java.util.Locale;

/** What the bytes that arrived are compared with. */
public sealed interface Verify {
    /** The strongest digest that the source offers, if it offers one. */
    record Auto() implements Verify {}

    /** Nothing beyond completeness. */
    record None() implements Verify {}

    /** A digest that the caller knows. */
    record Given(Digest digest) implements Verify {}

    /** The digest in a file beside the source, whose name is the source's and {@code .md5} or the like. */
    record Sidecar(Algorithm algorithm) implements Verify {}

    /** The digest in a file of its own name. */
    record DigestFile(Algorithm algorithm, Location location) implements Verify {}

    /**
     * Reads what the command line takes: {@code auto}, {@code none}, {@code sha256:HEX}, {@code sidecar:md5}, {@code md5:@LOCATION}.
     *
     * @throws IllegalArgumentException when it is none of these; the message says what would be right
     */
    static Verify parse(String text) {
        int colon = text.indexOf(':');
        var word = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
        if (colon < 0) {
            return switch (word) {
                case "auto" -> new Auto();
                case "none" -> new None();
                default ->
                    throw new IllegalArgumentException("cannot verify by '" + text
                            + "': use auto, none, sha256:HEX, sidecar:md5 or md5:@LOCATION");
            };
        }
        var value = text.substring(colon + 1);
        if (word.equals("sidecar")) {
            return new Sidecar(algorithm(value, text));
        }
        var algorithm = algorithm(word, text);
        return value.startsWith("@")
                ? new DigestFile(algorithm, Location.parse(value.substring(1)))
                : new Given(new Digest(algorithm, value));
    }

    private static Algorithm algorithm(String name, String text) {
        return Algorithm.named(name)
                .orElseThrow(() -> new IllegalArgumentException("cannot verify by '" + text + "': unknown digest '"
                        + name + "', known are " + String.join(", ", Algorithm.labels())));
    }
}
