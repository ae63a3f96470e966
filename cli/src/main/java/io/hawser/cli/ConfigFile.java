package io.hawser.cli;

import io.hawser.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration file: options by their keys at the top level, and below {@code locations} options and credentials of everything whose
 * location begins with some prefix.
 */
final class ConfigFile {
    private static final ConfigFile EMPTY = new ConfigFile(new EnumMap<>(Option.class), List.of());

    private final Map<Option, List<Setting>> options;
    private final List<Place> places;

    /**
     * What holds below a prefix.
     *
     * @param store settings that its store reads
     */
    record Place(Location prefix, Map<Option, List<Setting>> options, Map<String, String> store) {
        boolean covers(Location location) {
            return coversHost(location) && (isWholeHost() || coversPath(location));
        }

        private boolean coversPath(Location location) {
            var below = path(prefix);
            var path = path(location);
            return path.equals(below) || path.startsWith(below.endsWith("/") ? below : below + "/");
        }

        /** Whether scheme, host and port are the prefix's, and the user too if it names one. */
        boolean coversHost(Location location) {
            return prefix.scheme().equals(location.scheme())
                    && prefix.hostAndPort().equalsIgnoreCase(location.hostAndPort())
                    && (prefix.user().isEmpty() || prefix.user().equals(location.user()));
        }

        boolean isWholeHost() {
            return prefix.path().isEmpty() || prefix.path().equals("/");
        }

        private static String path(Location location) {
            return location.isLocal()
                    ? Path.of(location.path()).toAbsolutePath().normalize().toString()
                    : location.path();
        }
    }

    ConfigFile(Map<Option, List<Setting>> options, List<Place> places) {
        this.options = options;
        // The most specific one last, so that it overrides the others.
        this.places = places.stream()
                .sorted(Comparator.comparingInt(
                                (Place place) -> place.prefix().path().length())
                        .thenComparing(place -> place.prefix().user().isPresent()))
                .toList();
    }

    /** One that says nothing. */
    static ConfigFile empty() {
        return EMPTY;
    }

    /**
     * Reads the file that {@code HAWSER_CONFIG} names, which must be there, or else {@code hawser/config.yaml} in {@code XDG_CONFIG_HOME} or
     * {@code ~/.config}, which need not.
     *
     * @throws UsageException when it cannot be read or says something unknown, with the line
     */
    static ConfigFile load(Map<String, String> environment) throws UsageException {
        var named = environment.getOrDefault("HAWSER_CONFIG", "");
        var base = environment.getOrDefault("XDG_CONFIG_HOME", "");
        var home = environment.getOrDefault("HOME", "");
        if (named.isEmpty() && !base.startsWith("/") && home.isEmpty()) {
            return EMPTY;
        }
        var file = !named.isEmpty()
                ? Path.of(named)
                : (base.startsWith("/") ? Path.of(base) : Path.of(home, ".config")).resolve("hawser/config.yaml");
        try {
            var bytes = Files.readAllBytes(file);
            return bytes.length == 0 ? EMPTY : new ConfigReader(file.toString()).read(bytes);
        } catch (NoSuchFileException _) {
            if (named.isEmpty()) {
                return EMPTY;
            }
            throw new UsageException("HAWSER_CONFIG " + file + ": there is no such file");
        } catch (IOException e) {
            throw new UsageException(file + ": the configuration file cannot be read: " + Reason.of(e));
        }
    }

    /** What it says of an option in general. */
    List<Setting> settings(Option option) {
        return options.getOrDefault(option, List.of());
    }

    List<Place> places() {
        return places;
    }

    boolean hasLocations() {
        return !places.isEmpty();
    }

    /** What it says of the options there; of several prefixes the longest counts, option by option. */
    Map<Option, List<Setting>> at(Location location) {
        var all = new EnumMap<Option, List<Setting>>(Option.class);
        for (var place : places) {
            if (place.covers(location)) {
                all.putAll(place.options());
            }
        }
        return all;
    }

    /** What it tells the store of that location. */
    Map<String, String> storeSettings(Location location) {
        var all = new HashMap<String, String>();
        for (var place : places) {
            if (place.coversHost(location)) {
                all.putAll(place.store());
            }
        }
        return all;
    }
}
