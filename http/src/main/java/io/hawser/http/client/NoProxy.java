package io.hawser.http.client;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Hosts that are reached without a proxy. Entries are separated by commas or white space:
 *
 * <ul>
 *   <li>{@code *} is every host;
 *   <li>{@code example.com}, {@code .example.com} and {@code *.example.com} are that host and all below it;
 *   <li>{@code 10.1.2.3} and {@code [::1]} are an address, {@code 10.0.0.0/8} and {@code fd00::/8} a network: they
 *       are compared with a URL's host only where that is an address, since names are not looked up for it;
 *   <li>each may end in {@code :port}.
 * </ul>
 */
record NoProxy(List<Entry> entries) {
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    /** One entry; a port of 0 is any port. */
    private sealed interface Entry {
        boolean matches(Origin origin);
    }

    private record Any() implements Entry {
        @Override
        public boolean matches(Origin origin) {
            return true;
        }
    }

    private record Domain(String name, int port) implements Entry {
        @Override
        public boolean matches(Origin origin) {
            var host = origin.host().endsWith(".")
                    ? origin.host().substring(0, origin.host().length() - 1)
                    : origin.host();
            return (port == 0 || port == origin.port()) && (host.equals(name) || host.endsWith("." + name));
        }
    }

    private record Network(InetAddress address, int bits, int port) implements Entry {
        @Override
        public boolean matches(Origin origin) {
            return (port == 0 || port == origin.port())
                    && literal(origin.host()).filter(this::contains).isPresent();
        }

        private boolean contains(InetAddress other) {
            var mine = address.getAddress();
            var theirs = other.getAddress();
            if (mine.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if (((mine[bit >> 3] ^ theirs[bit >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads the variable's value; what is no entry matches nothing. */
    static NoProxy parse(String value) {
        return new NoProxy(SEPARATOR
                .splitAsStream(value.strip())
                .filter(text -> !text.isEmpty())
                .map(NoProxy::entry)
                .flatMap(Optional::stream)
                .toList());
    }

    private static Optional<Entry> entry(String text) {
        if (text.equals("*")) {
            return Optional.of(new Any());
        }
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return literal(unbracketed(text.substring(0, slash)))
                    .flatMap(address -> number(text.substring(slash + 1), address.getAddress().length * 8)
                            .map(bits -> new Network(address, bits, 0)));
        }
        var whole = literal(unbracketed(text));
        if (whole.isPresent()) {
            return whole.map(address -> single(address, 0));
        }
        int colon = text.lastIndexOf(':');
        var port = colon < 0 ? Optional.of(0) : number(text.substring(colon + 1), 65535);
        var host = colon < 0 ? text : text.substring(0, colon);
        return port.flatMap(p -> literal(unbracketed(host))
                .<Entry>map(address -> single(address, p))
                .or(() -> domain(host, p)));
    }

    private static Entry single(InetAddress address, int port) {
        return new Network(address, address.getAddress().length * 8, port);
    }

    private static Optional<Entry> domain(String written, int port) {
        var name = written.toLowerCase(Locale.ROOT);
        name = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return name.isEmpty() ? Optional.empty() : Optional.of(new Domain(name, port));
    }

    boolean matches(Origin origin) {
        return entries.stream().anyMatch(e -> e.matches(origin));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String digits, int most) {
        boolean plain =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Optional.of(Integer.parseInt(digits)).filter(n -> n <= most) : Optional.empty();
    }
}
