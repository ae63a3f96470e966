package io.hawser.cli;

import io.hawser.Location;
import io.hawser.store.ListOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Properties behind the path of an Artifactory location, {@code …/file.jar;build=7;os=linux}: of a source those that its files must have, of a target those that they
 * get. What has a meaning there, and a slash, is written as {@code %3B}, {@code %3D}, {@code %25}, {@code %2F}.
 *
 * @param location without them
 * @param text with them, as stores know it; empty without any
 */
record PropertySuffix(Location location, String text) {
    private static final Pattern SUFFIX = Pattern.compile("(?s)(.*?)((?:;[^/;=]+=[^/;]*)+)");

    /** Those of a location, where special characters are special at all. */
    static PropertySuffix of(Location location, boolean special) {
        if (!special || !location.scheme().startsWith("artifactory")) {
            return new PropertySuffix(location, "");
        }
        var matcher = SUFFIX.matcher(location.path());
        return matcher.matches()
                ? new PropertySuffix(
                        location.withPath(matcher.group(1)), matcher.group(2).substring(1))
                : new PropertySuffix(location, "");
    }

    boolean present() {
        return !text.isEmpty();
    }

    /** As what a store is asked for or told. */
    Map<String, String> attributes() {
        return present() ? Map.of(ListOptions.PROPERTIES, text) : Map.of();
    }

    /** The location as a pattern for the files that are meant: a folder stands for all that is below it. */
    Location pattern() {
        return location.namesFolder() ? location.withPath(location.path() + "**") : location;
    }

    /** The keys with their values, in order, of such a text. */
    static Map<String, List<String>> values(String text) {
        var values = new LinkedHashMap<String, List<String>>();
        for (var pair : text.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.computeIfAbsent(plain(pair.substring(0, equals)), _ -> new ArrayList<>())
                        .add(plain(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String plain(String escaped) {
        return escaped.replace("%3B", ";").replace("%3D", "=").replace("%25", "%");
    }
}
