package io.hawser.cli;

import io.hawser.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the settings say of SSH, by the names that its store and its commands know. */
final class SshSetup {
    private static final Set<String> SCHEMES = Set.of("sftp", "ssh");
    private static final String USER = "user";
    private static final String PASSWORD_ENV = "password_env";
    private static final String NO_FILE = "none";

    private final Settings settings;

    private SshSetup(Settings settings) {
        this.settings = settings;
    }

    /**
     * Looks at the files that are named.
     *
     * @throws UsageException when one is not there
     */
    static SshSetup of(Settings settings) throws UsageException {
        var setup = new SshSetup(settings);
        for (var option : List.of(Option.SSH_CONFIG, Option.IDENTITY, Option.PASSWORD_FILE)) {
            for (var file : settings.all(option)) {
                boolean none = option == Option.SSH_CONFIG && file.text().equals(NO_FILE);
                if (!none && !Files.isReadable(Path.of(setup.atHome(file.text())))) {
                    throw file.wrong("there is no such file, or it cannot be read");
                }
            }
        }
        for (var option : settings.all(Option.SSH_OPTION)) {
            if (!option.text().matches("(?s)\\s*[A-Za-z][A-Za-z0-9]*\\s*[=\\s]\\s*\\S.*")
                    || option.text().contains("\n")) {
                throw option.wrong("not a setting of SSH; write KEY=VALUE, as in ConnectTimeout=10");
            }
        }
        return setup;
    }

    /** Whether a location is reached by SSH. */
    static boolean concerns(Location location) {
        return SCHEMES.contains(location.scheme());
    }

    /**
     * All that holds for a host. What the configuration file says of it is closer than what it says in general, but not than a flag or a variable; of
     * settings as in {@code ssh_config} all count, and of several with one key the first.
     */
    Map<String, String> at(Location location) {
        var here = settings.config().storeSettings(location);
        var all = new HashMap<>(here);
        var user = all.remove(USER);
        single(Option.SSH_CONFIG, all);
        single(Option.IDENTITY, all);
        boolean given = !isGeneral(Option.PASSWORD_FILE);
        if (given || !here.containsKey(PASSWORD_ENV)) {
            single(Option.PASSWORD_FILE, all);
        }
        if (given) {
            all.remove(PASSWORD_ENV);
        }
        var lines = new ArrayList<String>();
        if (!isGeneral(Option.SSH_OPTION)) {
            settings.all(Option.SSH_OPTION).forEach(option -> lines.add(option.text()));
        }
        here.getOrDefault(Option.SSH_OPTION.key(), "").lines().forEach(lines::add);
        settings.config().settings(Option.SSH_OPTION).forEach(option -> lines.add(option.text()));
        if (user != null && location.user().isEmpty()) {
            lines.add("User=" + user);
        }
        if (!lines.isEmpty()) {
            all.put(Option.SSH_OPTION.key(), String.join("\n", lines));
        }
        for (var option : List.of(Option.SSH_CONFIG, Option.IDENTITY, Option.PASSWORD_FILE)) {
            all.computeIfPresent(
                    option.key(),
                    (_, files) -> files.lines()
                            .map(this::atHome)
                            .reduce((one, other) -> one + "\n" + other)
                            .orElse(""));
        }
        return all;
    }

    private void single(Option option, Map<String, String> into) {
        var given = settings.all(option);
        if (!given.isEmpty() && !(isGeneral(option) && into.containsKey(option.key()))) {
            var texts = option.form() == Option.Form.LIST ? given : List.of(given.getLast());
            into.put(
                    option.key(),
                    String.join("\n", texts.stream().map(Setting::text).toList()));
        }
    }

    /** Whether the option comes from the general part of the configuration file. */
    private boolean isGeneral(Option option) {
        return settings.all(option).equals(settings.config().settings(option));
    }

    private String atHome(String file) {
        var home = settings.environment().getOrDefault("HOME", "");
        return file.startsWith("~/") && !home.isEmpty() ? home + file.substring(1) : file;
    }
}
