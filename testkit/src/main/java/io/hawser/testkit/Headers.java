package io.hawser.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The header fields of a request or an answer, in order, names in any case (RFC 9110, section 5). */
public record Headers(List<Field> fields) {
    /** One field line. */
    public record Field(String name, String value) {}

    /** Keeps a copy of the list. */
    public Headers {
        fields = List.copyOf(fields);
    }

    /** No field. */
    public static Headers none() {
        return new Headers(List.of());
    }

    /** Whether there is a field of that name. */
    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** The first value of that name. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** All values of that name, in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Whether a field that is a list separated by commas, like {@code Connection}, has that member. */
    public boolean lists(String name, String member) {
        return all(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .anyMatch(token -> token.strip().equalsIgnoreCase(member));
    }

    /** These fields and one more. */
    public Headers and(String name, String value) {
        return new Headers(Stream.concat(fields.stream(), Stream.of(new Field(name, value)))
                .toList());
    }

    /** These fields with exactly this one of its name. */
    public Headers with(String name, String value) {
        return without(name).and(name, value);
    }

    /** These fields but those of that name. */
    public Headers without(String name) {
        return new Headers(fields.stream()
                .filter(field -> !field.name().equalsIgnoreCase(name))
                .toList());
    }
}
