package io.hawser.http.artifactory;

import io.hawser.Location;
import io.hawser.StoreException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a location means on its server.
 *
 * @param base the path under which Artifactory answers, beginning with a slash and without one at its end; empty where
 *     it is the root of its host
 * @param repo the repository's key; empty for all of them
 * @param path within the repository, without a slash at either end; empty for its root
 */
record Address(String base, String repo, String path) {
    private static final String USUAL = "/artifactory";
    private static final String CLOUD = ".jfrog.io";

    /**
     * Splits a location. On {@code *.jfrog.io} the base is the first segment, elsewhere {@code /artifactory}.
     *
     * @param basePath what the configuration says instead; {@code /} for none
     * @throws StoreException.Rejected when it cannot be split, with what would be right
     */
    static Address of(Location location, Optional<String> basePath) throws StoreException {
        var base = basePath.isPresent() ? given(basePath.get()) : usual(location);
        var all = trimmed(location.path());
        if (!(all + "/").startsWith(base + "/")) {
            throw new StoreException.Rejected(
                    location,
                    "does not begin with " + base + ": " + example(location, base) + " is right"
                            + (basePath.isPresent()
                                    ? ", since base_path says so"
                                    : "; where Artifactory has another path on this host, base_path in the configuration file names it (/ for none)"));
        }
        var rest = all.substring(base.length());
        requireOneSpelling(location, rest);
        rest = rest.startsWith("/") ? rest.substring(1) : rest;
        int slash = rest.indexOf('/');
        return slash < 0
                ? new Address(base, rest, "")
                : new Address(base, rest.substring(0, slash), rest.substring(slash + 1));
    }

    /** The server would pass over these, and a file that had two names could be copied onto itself and then deleted. */
    private static void requireOneSpelling(Location location, String rest) throws StoreException {
        for (var segment : rest.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new StoreException.Rejected(
                        location, "a path has no segments '.' or '..' here: write it without");
            }
        }
        if (rest.contains("//")) {
            throw new StoreException.Rejected(location, "has nothing between two slashes: write one");
        }
    }

    private static String given(String basePath) {
        var trimmed = trimmed(basePath.strip());
        return trimmed.isEmpty() || trimmed.startsWith("/") ? trimmed : "/" + trimmed;
    }

    private static String usual(Location location) throws StoreException {
        if (!host(location).endsWith(CLOUD)) {
            return USUAL;
        }
        var path = location.path();
        int end = path.indexOf('/', 1);
        var first = end < 0 ? path : path.substring(0, end);
        if (first.length() < 2) {
            throw new StoreException.Rejected(
                    location, "names no repository: " + example(location, USUAL) + " is right");
        }
        return first;
    }

    private static String host(Location location) {
        return location.hostAndPort().toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    }

    private static String example(Location location, String base) {
        return location.root() + base + "/repository/path";
    }

    private static String trimmed(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Whether a repository is named. */
    boolean inRepository() {
        return !repo.isEmpty();
    }

    /** Repository and path, with a slash at the beginning. */
    String full() {
        return "/" + repo + (path.isEmpty() ? "" : "/" + path);
    }
}
