package io.hawser.cli;

import io.hawser.Location;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Makes transfers of what stands in a manifest. */
final class EntryReader {
    static final String TRANSFERS = "transfers";
    private static final String FROM = "from";
    private static final String TO = "to";

    private static final int REMEMBERED = 1024;

    private final Variables variables;
    private final Map<Said, List<Setting>> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Said, List<Setting>> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final boolean sharing;
    private int made;

    /** An option and its values. What many transfers say alike is kept once, by the place of the first. */
    private record Said(String name, List<String> texts) {}

    private EntryReader(Variables variables, boolean sharing) {
        this.variables = variables;
        this.sharing = sharing;
    }

    /** For a manifest that is kept as a whole: what transfers say alike is kept once. The first that is wrong ends it, so that no other's place is ever told. */
    static EntryReader ofWhole(Variables variables) {
        return new EntryReader(variables, true);
    }

    /** For one of which no transfer is kept, and others go on after one that is wrong. */
    static EntryReader ofLines(Variables variables) {
        return new EntryReader(variables, false);
    }

    /**
     * The transfer that an object describes.
     *
     * @throws UsageException when it describes none, with the place
     */
    BatchEntry entry(Value value) throws UsageException {
        if (!(value instanceof Value.Fields(var at, var fields))) {
            throw value.at().wrong("a transfer is an object with 'from' and 'to'");
        }
        refuseTwice(fields);
        List<Location> from = null;
        boolean listed = false;
        Location to = null;
        var options = new EnumMap<Option, List<Setting>>(Option.class);
        for (var field : fields) {
            switch (field.name()) {
                case FROM -> {
                    listed = field.value() instanceof Value.Items;
                    from = sources(field);
                }
                case TO -> to = location(field.value(), TO);
                default -> options.put(option(field), settings(field));
            }
        }
        if (from == null || to == null) {
            throw at.wrong("this transfer has no '" + (from == null ? FROM : TO) + "'");
        }
        return new BatchEntry(at, from, listed, to, options.isEmpty() ? Map.of() : Map.copyOf(options));
    }

    /** The transfer in a line of two columns. */
    BatchEntry entry(ManifestPlace at, String from, String to) throws UsageException {
        return new BatchEntry(at, List.of(location(at, from)), false, location(at, to), Map.of());
    }

    /** What holds for all transfers that do not say otherwise. */
    Map<Option, List<Setting>> defaults(Value.Field defaults) throws UsageException {
        if (!(defaults.value() instanceof Value.Fields object)) {
            throw defaults.value().at().wrong("'defaults' holds options, as in 'attempts: 5'");
        }
        refuseTwice(object.fields());
        var options = new EnumMap<Option, List<Setting>>(Option.class);
        for (var field : object.fields()) {
            var option = option(field);
            if (option == Option.EXPECTED_SIZE) {
                throw field.at().wrong(field.name() + " holds for one file; write it at its transfer");
            }
            options.put(option, settings(field));
        }
        return options;
    }

    /** How many values of options it made that were not known from a transfer before. */
    int settingsMade() {
        return made;
    }

    private static void refuseTwice(List<Value.Field> fields) throws UsageException {
        var seen = new HashSet<String>();
        for (var field : fields) {
            if (!seen.add(field.name())) {
                throw field.at().wrong("'" + field.name() + "' stands there twice");
            }
        }
    }

    private List<Location> sources(Value.Field field) throws UsageException {
        if (!(field.value() instanceof Value.Items(var at, var items))) {
            return List.of(location(field.value(), FROM));
        }
        if (items.isEmpty()) {
            throw at.wrong("'from' is an empty list");
        }
        var sources = new ArrayList<Location>();
        for (var item : items) {
            sources.add(location(item, FROM));
        }
        return List.copyOf(sources);
    }

    private Location location(Value value, String name) throws UsageException {
        if (value instanceof Value.Text(var at, var text, var plain) && !plain) {
            return location(at, text);
        }
        throw value.at()
                .wrong("'" + name + "' must be a location"
                        + (name.equals(FROM) ? ", or a list of them" : "")
                        + ", not "
                        + kind(value));
    }

    private Location location(ManifestPlace at, String text) throws UsageException {
        var expanded = variables.expand(text, at);
        try {
            var location = Location.parse(expanded);
            EnvironmentCredentials.refusePassword(location);
            return location;
        } catch (IllegalArgumentException | UsageException e) {
            throw at.wrong(e.getMessage());
        }
    }

    private static String kind(Value value) {
        return switch (value) {
            case Value.Nothing _ -> "nothing";
            case Value.Text single -> single.text();
            case Value.Items _ -> "a list";
            case Value.Fields _ -> "an object";
        };
    }

    private static Option option(Value.Field field) throws UsageException {
        var name = field.name();
        var option = Option.ofKey(name);
        if (option.isEmpty()) {
            var known = new TreeSet<>(List.of(FROM, TO));
            Arrays.stream(Option.values())
                    .filter(Option::perTransfer)
                    .map(Option::key)
                    .forEach(known::add);
            throw field.at().wrong("unknown field '" + name + "'" + Nearest.told(name, known));
        }
        if (!option.get().perTransfer()) {
            throw field.at()
                    .wrong(name + " cannot differ by transfer: give "
                            + option.get().flag() + " or " + option.get().variable()
                            + ", or write it into the configuration file");
        }
        return option.get();
    }

    private List<Setting> settings(Value.Field field) throws UsageException {
        boolean list = Option.ofKey(field.name()).orElseThrow().form() == Option.Form.LIST;
        var values = list && field.value() instanceof Value.Items several ? several.items() : List.of(field.value());
        var texts = new ArrayList<String>();
        for (var value : values) {
            if (!(value instanceof Value.Text single)) {
                throw value.at().wrong("'" + field.name() + "' must be a single value, not " + kind(value));
            }
            texts.add(variables.expand(single.text(), single.at()));
        }
        var said = new Said(field.name(), texts);
        return sharing ? known.computeIfAbsent(said, _ -> settings(said, values)) : settings(said, values);
    }

    private List<Setting> settings(Said said, List<? extends Value> values) {
        made++;
        var settings = new ArrayList<Setting>();
        for (int i = 0; i < values.size(); i++) {
            settings.add(new Setting(said.texts().get(i), values.get(i).at() + ": " + said.name()));
        }
        return List.copyOf(settings);
    }
}
