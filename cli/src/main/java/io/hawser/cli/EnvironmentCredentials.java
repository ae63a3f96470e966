package io.hawser.cli;

import io.hawser.Location;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Credentials in the environment belong to one host: a command that names several could hand the secret of one to another.
 *
 * @param schemes of the locations that they are for
 * @param variables that hold them
 * @param instead key of the configuration file that gives each host its own
 */
record EnvironmentCredentials(Set<String> schemes, List<String> variables, String instead) {
    private static final EnvironmentCredentials HTTP =
            new EnvironmentCredentials(Set.of("http", "https"), List.of("HAWSER_HTTP_TOKEN"), "token_env");
    private static final EnvironmentCredentials SSH =
            new EnvironmentCredentials(Set.of("sftp", "ssh"), List.of("HAWSER_SSH_PASSWORD"), "password_file");
    private static final EnvironmentCredentials ARTIFACTORY = new EnvironmentCredentials(
            Set.of("artifactory", "artifactory+http"),
            List.of("HAWSER_ARTIFACTORY_TOKEN", "HAWSER_ARTIFACTORY_API_KEY", "HAWSER_ARTIFACTORY_PASSWORD"),
            "token_env");
    private static final List<EnvironmentCredentials> ALL = List.of(HTTP, SSH, ARTIFACTORY);

    private static final Set<String> OWN =
            Set.of("token_env", "token_file", "api_key_env", "api_key_file", "password_env", "password_file");

    /**
     * Looks at all locations of a command.
     *
     * @throws UsageException when one variable would serve several hosts that have no credentials of their own in the configuration file
     */
    static void check(Iterable<Location> locations, Settings settings) throws UsageException {
        for (var kind : ALL) {
            for (var variable : kind.variables()) {
                if (!settings.environment().getOrDefault(variable, "").isBlank()) {
                    kind.check(variable, locations, settings.config());
                }
            }
        }
        var file = settings.find(Option.PASSWORD_FILE);
        if (file.isPresent()) {
            SSH.check(file.get().origin(), locations, settings.config());
        }
        for (var location : locations) {
            refusePassword(location);
        }
    }

    /**
     * A password that is an argument can be read by everybody on the machine. (In an HTTP URL it is what curl and wget take too.)
     *
     * @throws UsageException when a location of SSH or Artifactory has one
     */
    static void refusePassword(Location location) throws UsageException {
        if (location.userInfo().filter(info -> info.contains(":")).isEmpty()) {
            return;
        }
        if (SSH.schemes().contains(location.scheme())) {
            throw new UsageException(
                    location.root()
                            + ": a password is never an argument; use HAWSER_SSH_PASSWORD, --password-file or the configuration file");
        }
        if (ARTIFACTORY.schemes().contains(location.scheme())) {
            throw new UsageException(location.root()
                    + ": a password is never an argument; use HAWSER_ARTIFACTORY_PASSWORD or the configuration file");
        }
    }

    /** Headers of which nobody takes harm wherever they go. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent");

    /**
     * Looks at the extra headers, which go with every request: a secret one would reach each host that the command names.
     *
     * @throws UsageException when there are several
     */
    static void checkHeaders(Iterable<Location> locations, Settings settings) throws UsageException {
        var hosts = new TreeSet<String>();
        for (var location : locations) {
            if (HTTP.schemes().contains(location.scheme())
                    || ARTIFACTORY.schemes().contains(location.scheme())) {
                hosts.add(location.scheme() + "://" + location.hostAndPort());
            }
        }
        for (var header : settings.all(Option.HEADER)) {
            var name = header.text()
                    .substring(0, Math.max(0, header.text().indexOf(':')))
                    .strip();
            if (hosts.size() > 1 && !HARMLESS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new UsageException(header.origin() + " " + name
                        + " would go to every host, and this command names " + String.join(" and ", hosts)
                        + ": copy by way of a local file, or give each host its token_env");
            }
        }
    }

    private void check(String variable, Iterable<Location> locations, ConfigFile config) throws UsageException {
        var hosts = new TreeSet<String>();
        for (var location : locations) {
            if (schemes.contains(location.scheme())
                    && !(this == HTTP && location.userInfo().isPresent())
                    && !hasOwn(config.storeSettings(location))) {
                hosts.add(location.hostAndPort());
            }
        }
        if (hosts.size() > 1) {
            throw new UsageException(
                    variable + " is for one host, and this command names " + String.join(" and ", hosts)
                            + ": give each its " + instead + " under locations in the configuration file");
        }
    }

    private static boolean hasOwn(Map<String, String> settings) {
        return settings.keySet().stream().anyMatch(OWN::contains);
    }
}
