package io.hawser.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Fields of a message in their order; names are compared without regard to case. */
final class Headers {
    /** One field line. */
    record Field(String name, String value) {}

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final List<Field> fields = new ArrayList<>();

    /** Adds a field at the end. */
    Headers add(String name, String value) {
        fields.add(new Field(name, value));
        return this;
    }

    /** Replaces all fields of that name. */
    Headers set(String name, String value) {
        fields.removeIf(f -> f.name().equalsIgnoreCase(name));
        return add(name, value);
    }

    List<Field> fields() {
        return fields;
    }

    Optional<String> first(String name) {
        return fields.stream()
                .filter(f -> f.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(f -> f.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    boolean has(String name) {
        return first(name).isPresent();
    }

    /** The members of a field that is a comma-separated list of tokens, over all its lines, in lower case and without empty ones. */
    List<String> tokens(String name) {
        return all(name).stream()
                .flatMap(v -> List.of(v.split(",")).stream())
                .map(v -> v.strip().toLowerCase(Locale.ROOT))
                .filter(v -> !v.isEmpty())
                .toList();
    }

    /** Whether it may be the name of a field (RFC 9110 section 5.1). */
    static boolean validName(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || TOKEN_MARKS.indexOf(c) >= 0);
    }

    /** Whether it may be the value of a field: no line ends, no control characters but the tab (RFC 9110 section 5.5). */
    static boolean validValue(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\t');
    }
}
