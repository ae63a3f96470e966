package io.hawser;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where something is: a local path, or a scheme, an authority and a path.
 *
 * <ul>
 *   <li>a local location has the scheme {@code file}, no authority and a literal path, absolute or not;
 *   <li>the local path {@code -} is standard input as a source and standard output as a target;
 *   <li>any other location is {@code scheme://authority/path}; its path begins with {@code /} unless it is empty, and is literal (for
 *       {@code http} and {@code https} it is the rest of the URL as it was written, with its query);
 *   <li>{@link #toString()} never shows a password nor a query that carries a signature or a token.
 * </ul>
 */
public record Location(String scheme, String authority, String path) {
    /** The scheme of local files. */
    public static final String LOCAL = "file";

    private static final Pattern REMOTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("([^@]*@)?(\\[[^]]*]|[^:@]*)(:\\d{0,5})?");
    private static final Pattern VOLATILE =
            Pattern.compile("(?i)expires?|exp|s[etprv]|spr|sk[a-z]+|date|timestamp|ts|nonce");
    private static final Pattern SLASHES_MISSING =
            Pattern.compile("(?i)(https?|s3|sftp|ssh|artifactory(\\+http)?):(?!//).*", Pattern.DOTALL);
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(sig|token|key|pass|pwd|secret|auth|cred|code|session|policy|x-amz|x-goog|jwt).*");
    private static final int LONGEST_PLAIN_VALUE = 40;

    public Location {
        if (scheme.isEmpty()) {
            throw new IllegalArgumentException("a location needs a scheme");
        }
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path cannot contain a NUL character");
        }
    }

    /**
     * Reads a location as it is written on a command line.
     *
     * @throws IllegalArgumentException when the text is no location; the message says what would be right, and repeats nothing that may be a
     *     secret
     */
    public static Location parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty location: a path or scheme://host/path is needed");
        }
        refuseHalves(text);
        var remote = REMOTE.matcher(text);
        if (remote.matches()) {
            var scheme = remote.group(1).toLowerCase(Locale.ROOT);
            if (scheme.equals(LOCAL)) {
                if (!remote.group(2).isEmpty() && !remote.group(2).equalsIgnoreCase("localhost")) {
                    throw new IllegalArgumentException(text + ": a file location has no host; write file:/path");
                }
                return local(remote.group(3));
            }
            if (remote.group(2).isEmpty()) {
                throw new IllegalArgumentException(scheme + "://: no host; " + scheme + "://host/path is needed");
            }
            if (!AUTHORITY.matcher(remote.group(2)).matches()) {
                throw new IllegalArgumentException(
                        scheme
                                + "://…: what follows the host's colon is no port; a '/', '?', '#' or '@' in a user name or password is written as %2F, %3F, %23 or %40");
            }
            return new Location(scheme, remote.group(2), remote.group(3));
        }
        if (text.startsWith("file:")) {
            if (!text.startsWith("file:/")) {
                throw new IllegalArgumentException(text + ": file: takes an absolute path, as in file:/data/name");
            }
            return local(text.substring("file:".length()));
        }
        if (SLASHES_MISSING.matcher(text).matches()) {
            var scheme = text.substring(0, text.indexOf(':'));
            throw new IllegalArgumentException("not a location: " + scheme + ":…; write " + scheme
                    + "://host/path, or ./" + scheme + ":… for a local file");
        }
        return local(text);
    }

    /** Half of a surrogate pair: JSON can say it, but it has no bytes in UTF-8, so no name on a disk or of a server holds one. */
    private static void refuseHalves(String text) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        String.format("half a character (U+%04X) stands in it, which no name can have", character));
            }
        }
    }

    /** A local path, taken literally; {@code -} is standard input or output. */
    public static Location local(String path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("an empty path");
        }
        return new Location(LOCAL, "", path);
    }

    public boolean isLocal() {
        return scheme.equals(LOCAL);
    }

    /** Whether this is standard input or output. */
    public boolean isStandardStream() {
        return isLocal() && path.equals("-");
    }

    /** Whether the location names a folder by its trailing slash. */
    public boolean namesFolder() {
        return path.endsWith("/") || (path.isEmpty() && !isLocal());
    }

    /** Scheme and authority without a path: what one store serves. */
    public Location root() {
        return new Location(scheme, authority, isLocal() ? "/" : "");
    }

    /** The same place with another path. */
    public Location withPath(String other) {
        return new Location(scheme, authority, other);
    }

    /**
     * The location of {@code name} in this folder; {@code name} may itself contain slashes. In a URL, what would mean something else there is
     * percent-encoded, so that {@link #name()} gives the name back.
     */
    public Location resolve(String literal) {
        var name = isHttp() ? PercentCode.encode(literal) : literal;
        return withPath(
                path.isEmpty() && !isLocal() ? "/" + name : path.endsWith("/") ? path + name : path + "/" + name);
    }

    /** The last name in the path, without a query and percent-decoded for {@code http}; empty when there is none. */
    public String name() {
        var plain = isHttp() ? pathWithoutQuery() : path;
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        var last = plain.substring(plain.lastIndexOf('/') + 1);
        return isHttp() ? PercentCode.decode(last) : last;
    }

    /** The user in the authority, when there is one. */
    public Optional<String> user() {
        return userInfo().map(info -> info.contains(":") ? info.substring(0, info.indexOf(':')) : info);
    }

    /** User and password as they stand before the {@code @}: a secret, not to be shown. */
    public Optional<String> userInfo() {
        int at = authority.lastIndexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
    }

    /** Host and port, without user and password. */
    public String hostAndPort() {
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    /**
     * The location without anything that is secret or changes with every signature: what a journal remembers of a source. Two presigned URLs
     * of one object have the same identity.
     */
    public String identity() {
        if (isLocal()) {
            return path;
        }
        var rest = isHttp() && secretQuery() ? pathWithoutQuery() + plainParameters() : path;
        // Of another user's login folder, the same path is another file.
        var user = isHttp() ? "" : user().map(u -> u + "@").orElse("");
        return scheme + "://" + user + hostAndPort() + rest;
    }

    @Override
    public String toString() {
        if (isLocal()) {
            return path;
        }
        // Before the @ of a URL there is often a token in the place of a name.
        var shownUser = isHttp() ? "" : user().map(u -> u + "@").orElse("");
        return scheme + "://" + shownUser + hostAndPort()
                + (isHttp() && secretQuery() ? pathWithoutQuery() + "?…" : path);
    }

    // Written out: those that a record is given go by method handles, which are slow in a process that has just begun.

    @Override
    public boolean equals(Object other) {
        return other instanceof Location location
                && scheme.equals(location.scheme)
                && authority.equals(location.authority)
                && path.equals(location.path);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * scheme.hashCode() + authority.hashCode()) + path.hashCode();
    }

    private String plainParameters() {
        var plain = parameters()
                .filter(p -> !secret(p) && !VOLATILE.matcher(name(p)).matches())
                .collect(Collectors.joining("&"));
        return plain.isEmpty() ? "" : "?" + plain;
    }

    private boolean isHttp() {
        return scheme.equals("http") || scheme.equals("https");
    }

    private String pathWithoutQuery() {
        int end = path.length();
        for (int i = 0; i < end; i++) {
            if (path.charAt(i) == '?' || path.charAt(i) == '#') {
                end = i;
            }
        }
        return path.substring(0, end);
    }

    private boolean secretQuery() {
        return (path.indexOf('?') >= 0 || path.indexOf('#') >= 0)
                && parameters().anyMatch(Location::secret);
    }

    /** What follows the path, query and fragment alike. */
    private Stream<String> parameters() {
        int end = pathWithoutQuery().length();
        return end == path.length()
                ? Stream.empty()
                : Stream.of(path.substring(end + 1).split("[?&;#]"));
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }

    private static boolean secret(String parameter) {
        var name = name(parameter);
        return SECRET_NAME.matcher(name).matches()
                || Math.max(parameter.length() - name.length() - 1, name.length()) > LONGEST_PLAIN_VALUE;
    }
}
