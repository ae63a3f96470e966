package io.hawser.http.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fields of a message in their order; names are compared without regard to case. Plain loops throughout, since every
 * small file of a batch comes by here several times.
 */
public final class Headers {
    /** One field line. */
    public record Field(String name, String value) {}

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final List<Field> fields = new ArrayList<>();

    /** Adds a field at the end. */
    public Headers add(String name, String value) {
        fields.add(new Field(name, value));
        return this;
    }

    /** Replaces all fields of that name. */
    public Headers set(String name, String value) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (fields.get(i).name().equalsIgnoreCase(name)) {
                fields.remove(i);
            }
        }
        return add(name, value);
    }

    public List<Field> fields() {
        return fields;
    }

    public Optional<String> first(String name) {
        for (var field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    public List<String> all(String name) {
        var values = new ArrayList<String>(1);
        for (var field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /**
     * The members of a field that is a comma-separated list of tokens, over all its lines, in lower case and without
     * empty ones.
     */
    public List<String> tokens(String name) {
        var tokens = new ArrayList<String>(1);
        for (var value : all(name)) {
            for (var member : value.split(",")) {
                if (!member.isBlank()) {
                    tokens.add(member.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return tokens;
    }

    /** Whether it may be the name of a field (RFC 9110 section 5.1). */
    public static boolean validName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /**
     * Whether it may be the value of a field: no line ends, no control characters but the tab (RFC 9110 section 5.5).
     */
    public static boolean validValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
