package io.hawser.testkit.artifactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads {@code a=1,2;b=3}: properties separated by semicolons or bars, values by commas, and a backslash before any of
 * these makes it part of a key or value.
 */
final class PropertyList {
    private static final String FORBIDDEN = ")(}{][*+^$/~`!@#%&<>;=,±§ \\";

    private PropertyList() {}

    static Map<String, List<String>> parse(String text) {
        Map<String, List<String>> properties = new TreeMap<>();
        for (String property : split(text, ";|")) {
            List<String> sides = split(property, "=");
            if (property.isEmpty()) {
                continue;
            }
            String key = plain(sides.getFirst());
            check(key);
            String values = property.substring(
                    Math.min(property.length(), sides.getFirst().length() + 1));
            properties.put(
                    key, split(values, ",").stream().map(PropertyList::plain).toList());
        }
        if (properties.isEmpty()) {
            throw new ArtifactoryError(400, "Properties value cannot be empty.");
        }
        return properties;
    }

    static void check(String key) {
        if (key.isEmpty() || key.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            throw new ArtifactoryError(
                    400, "Invalid property key '" + key + "': it is empty, or has one of " + FORBIDDEN);
        }
    }

    /** Splits at each of these characters that has no backslash before it; backslashes stay. */
    private static List<String> split(String text, String separators) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (separators.indexOf(c) >= 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static String plain(String text) {
        return text.replaceAll("(?s)\\\\(.)", "$1");
    }
}
