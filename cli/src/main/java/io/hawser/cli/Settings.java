package io.hawser.cli;

import io.hawser.Location;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the user wants, from five places: a flag beats the manifest, which beats the environment, which beats the configuration file, which beats the
 * default.
 */
final class Settings {
    private final Map<Option, List<String>> flags;
    private final Map<Option, List<Setting>> manifest;
    private final Map<String, String> environment;
    private final ConfigFile config;
    private final Map<Option, List<Setting>> local;

    private Settings(
            Map<Option, List<String>> flags,
            Map<Option, List<Setting>> manifest,
            Map<String, String> environment,
            ConfigFile config,
            Map<Option, List<Setting>> local) {
        this.flags = flags;
        this.manifest = manifest;
        this.environment = environment;
        this.config = config;
        this.local = local;
    }

    /** From the flags of a command line, by option, and the two other places. */
    static Settings of(Map<Option, List<String>> flags, Map<String, String> environment, ConfigFile config) {
        return new Settings(flags, Map.of(), environment, config, Map.of());
    }

    /** The same, with what a manifest says of one transfer. */
    Settings with(Map<Option, List<Setting>> said) {
        return said.isEmpty() ? this : new Settings(flags, said, environment, config, local);
    }

    /**
     * The same, with what the configuration file says of the two locations in place of what it says in general; where it speaks of both, the
     * source's word counts.
     */
    Settings between(Location source, Location target) {
        if (!config.hasLocations()) {
            return this;
        }
        var both = new EnumMap<Option, List<Setting>>(Option.class);
        both.putAll(config.at(target));
        both.putAll(config.at(source));
        return new Settings(flags, manifest, environment, config, both);
    }

    /** The same as it holds at each of the places that the configuration file speaks of. */
    List<Settings> places() {
        return config.places().stream()
                .map(place -> new Settings(flags, manifest, environment, config, place.options()))
                .toList();
    }

    ConfigFile config() {
        return config;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** All values from the highest place that has any, in their order. In a variable they stand one a line. */
    List<Setting> all(Option option) {
        var given = flags.get(option);
        if (given != null) {
            return given.stream().map(text -> new Setting(text, option.flag())).toList();
        }
        var said = manifest.get(option);
        if (said != null) {
            return said;
        }
        var variable = environment.getOrDefault(option.variable(), "");
        if (!variable.isBlank()) {
            var texts = option.form() == Option.Form.LIST
                    ? variable.lines().filter(line -> !line.isBlank()).toList()
                    : List.of(variable);
            return texts.stream()
                    .map(text -> new Setting(text, option.variable()))
                    .toList();
        }
        var here = local.get(option);
        return here != null ? here : config.settings(option);
    }

    /** The value that counts, if any was given. */
    Optional<Setting> find(Option option) {
        var all = all(option);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The value, or {@code fallback}. */
    <T> T value(Option option, Function<String, T> parser, T fallback) throws UsageException {
        var found = find(option);
        return found.isPresent() ? found.get().as(parser) : fallback;
    }

    /** Whether a flag is set. */
    boolean isSet(Option option) throws UsageException {
        return value(option, Settings::truth, false);
    }

    /** How often a flag is set. */
    int count(Option option) throws UsageException {
        return value(option, text -> text.matches("\\d{1,2}") ? Integer.parseInt(text) : truth(text) ? 1 : 0, 0);
    }

    /** Whether the flag was on the command line itself. */
    boolean isFlag(Option option) {
        return flags.containsKey(option);
    }

    /** Reads {@code true}, {@code yes}, {@code on}, {@code 1} and their opposites. */
    static boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    /** Reads a whole number of at least 1 and at most {@code most}. */
    static Function<String, Integer> upTo(int most) {
        return text -> {
            var plain = text.strip();
            if (!plain.matches("-?\\d+")) {
                throw new IllegalArgumentException("not a number; write one from 1 to " + most);
            }
            if (!plain.matches("0*[1-9]\\d{0,8}") || Integer.parseInt(plain) > most) {
                throw new IllegalArgumentException("must be from 1 to " + most);
            }
            return Integer.valueOf(plain);
        };
    }
}
