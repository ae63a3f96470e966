package io.hawser.engine;

import io.hawser.Location;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How many parts may be under way at the same time from each host, and to it. A host is what a location names as such: name and port, an alias of {@code ssh_config}, a bucket;
 * whichever user goes there.
 */
final class Hosts {
    /** The option of a location that bounds its connections. */
    static final String OPTION = "connections";

    private final Function<Location, Map<String, String>> options;
    private final int usual;
    private final Map<String, Places.Host> sources = new ConcurrentHashMap<>();
    private final Map<String, Places.Host> targets = new ConcurrentHashMap<>();

    /** {@code usual}: for a host of which the options of its location say nothing; 0 for no bound. */
    Hosts(Function<Location, Map<String, String>> options, int usual) {
        this.options = options;
        this.usual = usual;
    }

    /**
     * Where a copy between these two needs permits.
     *
     * @throws IllegalArgumentException when the options of one bound it by something that is no number of 1 or more
     */
    Places.Route route(Location from, Location to) {
        var source = host(sources, from);
        var target = host(targets, to);
        return source == Places.Host.ANY && target == Places.Host.ANY
                ? Places.Route.OPEN
                : new Places.Route(source, target);
    }

    private Places.Host host(Map<String, Places.Host> known, Location location) {
        if (location.isLocal()) {
            return Places.Host.ANY;
        }
        // Whoever goes there first says how much it bears.
        var name = location.scheme() + "://" + location.hostAndPort().toLowerCase(Locale.ROOT);
        return known.computeIfAbsent(name, _ -> {
            int most = most(location, name);
            return most == 0 ? Places.Host.ANY : new Places.Host(most);
        });
    }

    private int most(Location location, String host) {
        var told = options.apply(location).get(OPTION);
        if (told == null) {
            return usual;
        }
        if (!told.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException(host + ": connections must be a number of 1 or more, not " + told);
        }
        return Integer.parseInt(told);
    }
}
