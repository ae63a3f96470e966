package io.hawser.cli;

import io.hawser.server.PasswordHash;
import io.hawser.server.Uploads;
import io.hawser.server.User;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code serve} is asked for.
 *
 * @param hostKeys empty for a key of this run alone
 * @param password of the one user of a quick share
 * @param status where the state is served; empty for nowhere
 * @param warnings what the operator should look into
 */
record ServeOptions(
        String address,
        int port,
        List<Path> hostKeys,
        ServerFile who,
        Optional<String> password,
        Optional<InetSocketAddress> status,
        Duration grace,
        List<String> warnings) {
    private static final int USUAL_PORT = 2022;
    private static final int MOST_PORT = 65_535;
    private static final Duration USUAL_GRACE = Duration.ofSeconds(30);
    private static final Pattern PORT_BEHIND = Pattern.compile("([^:\\[\\]]+|\\[.*\\]):\\d*");
    /** What an IP address is made of, and a name of a host is not. */
    private static final Pattern NUMBERS = Pattern.compile("[\\d.]+|\\[?[^\\[\\]]*:.*");

    private static final Pattern NAME = Pattern.compile("[\\w.-]+");
    private static final Pattern NO_TIME = Pattern.compile("0+(ms|s|m|h|d)?");

    /** Of a quick share, who has all of the server for himself. */
    private static final String SHARE = "share";

    private static final int SHARE_CONNECTIONS = 256;

    /** Without those that are taken for one another. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 22;

    /** @throws UsageException when something cannot be, or neither a folder nor users are named */
    static ServeOptions of(Settings settings) throws UsageException {
        var port = settings.value(Option.SERVE_PORT, ServeOptions::port, USUAL_PORT);
        var address = settings.value(Option.SERVE_LISTEN, ServeOptions::address, "127.0.0.1");
        var grace = settings.value(Option.SERVE_GRACE, ServeOptions::grace, USUAL_GRACE);
        var found = settings.find(Option.SERVE_STATUS);
        Optional<InetSocketAddress> status =
                found.isPresent() ? Optional.of(found.get().as(ServeOptions::endpoint)) : Optional.empty();
        var root = chosen(Option.SERVE_ROOT, Option.SERVE_CONFIG, settings);
        var config = chosen(Option.SERVE_CONFIG, Option.SERVE_ROOT, settings);
        if (root.isPresent() && config.isPresent()) {
            throw new UsageException("--root shares one folder and --config names users: give one of the two");
        }
        if (root.isEmpty() && config.isEmpty()) {
            throw new UsageException(
                    "serve needs --root DIR, to share a folder with one user, or --config FILE, which names users");
        }
        var warnings = new ArrayList<String>();
        if (config.isPresent()) {
            config.get().as(ServeOptions::path);
        }
        var password = root.isPresent() ? Optional.of(generated()) : Optional.<String>empty();
        var who = root.isPresent()
                ? new ServerFile(List.of(share(root.get(), password.get())), Uploads.WHOLE, true)
                : ServerFile.load(config.get(), settings.environment());
        if (config.isPresent() && who.hasPasswords()) {
            ServerFile.exposure(Path.of(config.get().text())).ifPresent(warnings::add);
        }
        who.users().forEach(user -> user.keyFiles().forEach(file -> warnings.addAll(KeyFile.faults(file))));
        var keys = hostKeys(settings, root.isPresent(), warnings);
        return new ServeOptions(address, port, keys, who, password, status, grace, warnings);
    }

    /** The option, unless the other one was given in a place that counts more. */
    private static Optional<Setting> chosen(Option option, Option other, Settings settings) {
        return settings.isFlag(other) && !settings.isFlag(option) ? Optional.empty() : settings.find(option);
    }

    private static List<Path> hostKeys(Settings settings, boolean share, List<String> warnings) throws UsageException {
        var keys = new ArrayList<Path>();
        for (var given : settings.all(Option.SERVE_HOST_KEY)) {
            keys.add(given.as(ServeOptions::path));
        }
        if (keys.isEmpty()) {
            HostKeyFile.usual(settings.environment()).ifPresent(keys::add);
        }
        if (keys.isEmpty() && !share) {
            throw new UsageException("--host-key FILE is needed: there is no folder of this user to keep the key in");
        }
        if (keys.isEmpty()) {
            warnings.add("the host key is one of this run alone, since there is no folder of this user to keep it in");
        }
        keys.forEach(key -> ServerFile.exposure(key).ifPresent(warnings::add));
        return keys;
    }

    private static User share(Setting root, String password) throws UsageException {
        var folder = root.as(ServeOptions::path);
        if (!Files.isDirectory(folder)) {
            throw root.wrong(Files.exists(folder) ? "that is no folder" : "there is no such folder");
        }
        if (!Files.isExecutable(folder)) {
            throw root.wrong("this user may not enter the folder");
        }
        return User.of(SHARE, folder).withPassword(PasswordHash.of(password)).withConnections(SHARE_CONNECTIONS);
    }

    private static String generated() {
        var letters = new SecureRandom().ints(PASSWORD_LENGTH, 0, LETTERS.length());
        return letters.mapToObj(LETTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }

    private static Integer port(String text) {
        var plain = text.strip();
        if (!plain.matches("\\d{1,5}") || Integer.parseInt(plain) > MOST_PORT) {
            throw new IllegalArgumentException("not a port; write a number from 0 to " + MOST_PORT);
        }
        return Integer.valueOf(plain);
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a path is needed");
        }
        return Path.of(text);
    }

    private static String address(String text) {
        var plain = text.strip();
        if (PORT_BEHIND.matcher(plain).matches()) {
            throw new IllegalArgumentException("an address alone is needed; --port gives the port");
        }
        if (!isAddress(plain)) {
            throw new IllegalArgumentException("not an address; write one as in 127.0.0.1, 0.0.0.0 or ::1");
        }
        return plain;
    }

    /** Whether it is an IP address, or could be a name of one. */
    private static boolean isAddress(String text) {
        if (!NUMBERS.matcher(text).matches()) {
            return NAME.matcher(text).matches();
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Duration grace(String text) {
        return NO_TIME.matcher(text.strip()).matches() ? Duration.ZERO : TimeSpan.parse(text);
    }

    private static InetSocketAddress endpoint(String text) {
        var plain = text.strip();
        int colon = plain.lastIndexOf(':');
        if (colon <= 0 || !isAddress(plain.substring(0, colon))) {
            throw new IllegalArgumentException("not an address and a port; write ADDRESS:PORT, as in 127.0.0.1:9022");
        }
        return new InetSocketAddress(plain.substring(0, colon), port(plain.substring(colon + 1)));
    }
}
