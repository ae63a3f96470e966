package io.hawser.ssh.transport;

import io.hawser.Location;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A host as the user named it: what {@code ssh_config} makes of it is the transport's business.
 *
 * @param host a name, an address, or an alias of {@code ssh_config}
 * @param port where the user gave one
 * @param user where the user gave one
 */
public record Destination(String host, OptionalInt port, Optional<String> user) {
    /** As in RFC 3986 section 3.2, an IPv6 address in brackets. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:]+))(?::(\\d*))?");

    /** As OpenSSH's client refuses them. */
    private static final String OF_THE_SHELL = "'`\"$\\;&<>|(){}";

    /** Users of Windows have a backslash in the middle. */
    private static final String OF_THE_SHELL_BUT_FOR_USERS = "'`\";&<>|(){}";

    public Destination {
        // Both go to programs as words of their command line, and into the text of a ProxyCommand, which a shell reads.
        if (host.isEmpty() || host.startsWith("-") || unfit(host) || has(host, OF_THE_SHELL)) {
            throw new IllegalArgumentException("no host: [user@]host[:port] is needed, and a name has none of - at its"
                    + " beginning, spaces and " + OF_THE_SHELL);
        }
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException(port.getAsInt() + " is no port: it is between 1 and 65535");
        }
        if (user.isPresent() && (user.get().startsWith("-") || unfit(user.get()) || isCommand(user.get()))) {
            throw new IllegalArgumentException(
                    "no user before the '@': [user@]host is needed, and a name has none of - at"
                            + " its beginning, spaces and " + OF_THE_SHELL_BUT_FOR_USERS);
        }
        if (user.isPresent() && user.get().isEmpty()) {
            throw new IllegalArgumentException("no user before the '@': [user@]host is needed");
        }
    }

    /**
     * Of an {@code sftp} or {@code ssh} location.
     *
     * @throws IllegalArgumentException when its authority names no host, or a port that is none; the message says what would be right
     */
    public static Destination of(Location location) {
        var info = location.userInfo();
        if (info.isPresent() && info.get().contains(":")) {
            throw new IllegalArgumentException(location.scheme()
                    + "://…@" + location.hostAndPort()
                    + ": a password in a location is not taken; HAWSER_SSH_PASSWORD or --password-file gives one");
        }
        var address = HOST_AND_PORT.matcher(location.hostAndPort());
        if (!address.matches()) {
            throw new IllegalArgumentException(
                    location.hostAndPort() + " is no host: " + location.scheme() + "://[user@]host[:port] is needed");
        }
        var port = address.group(3) == null || address.group(3).isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(address.group(3)));
        return new Destination(
                address.group(1) != null ? address.group(1) : address.group(2), port, info.map(Destination::decoded));
    }

    private static String decoded(String user) {
        try {
            return java.net.URLDecoder.decode(user.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "no user before the '@': two hexadecimal digits follow each '%', which is itself written as %25",
                    e);
        }
    }

    private static boolean isCommand(String user) {
        return has(user, OF_THE_SHELL_BUT_FOR_USERS) || user.endsWith("\\");
    }

    private static boolean has(String word, String characters) {
        return word.chars().anyMatch(c -> characters.indexOf(c) >= 0);
    }

    private static boolean unfit(String word) {
        return word.chars().anyMatch(c -> c <= ' ' || c == 0x7f);
    }

    /** As {@code user@host:port}, as far as they were given. */
    @Override
    public String toString() {
        var shown = host.contains(":") && port.isPresent() ? "[" + host + "]" : host;
        return user.map(u -> u + "@").orElse("") + shown + (port.isPresent() ? ":" + port.getAsInt() : "");
    }
}
