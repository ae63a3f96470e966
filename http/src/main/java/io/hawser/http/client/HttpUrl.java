package io.hawser.http.client;

import io.hawser.Location;
import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An absolute {@code http} or {@code https} URL, ready to be sent.
 *
 * <ul>
 *   <li>{@code target} begins with {@code /}, has the query and no fragment, and holds only characters that may stand
 *       in a request line: others were percent-encoded, escapes were left as they came;
 *   <li>{@code userInfo} is a secret; {@link #toString()} shows neither it nor a query that carries a signature or
 *       token.
 * </ul>
 */
public record HttpUrl(Origin origin, Optional<String> userInfo, String target) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=-]+");
    private static final Pattern ABSOLUTE = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*):(//([^/?#]*))?(.*)");
    private static final String NOT_IN_A_REQUEST = " \"<>\\^`{|}";

    /** @throws IllegalArgumentException when the location is no such URL; the message says why, without secrets */
    public static HttpUrl of(Location location) {
        return of(location.scheme(), location.authority(), location.path(), StandardCharsets.UTF_8);
    }

    private static HttpUrl of(String scheme, String authority, String rest, Charset charset) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("not an http or https URL but " + Shown.text(scheme, 20) + "://…");
        }
        int at = authority.lastIndexOf('@');
        var userInfo = at < 0 ? Optional.<String>empty() : Optional.of(authority.substring(0, at));
        return new HttpUrl(origin(scheme, authority.substring(at + 1)), userInfo, target(rest, charset));
    }

    /**
     * Where a {@code Location} field leads from here, RFC 3986 section 5.2. Its user information is dropped: a server
     * does not get to say which credentials are used elsewhere.
     *
     * @throws IllegalArgumentException when it leads to something that is no http or https URL
     */
    public HttpUrl resolve(String reference) {
        var trimmed = reference.strip();
        var absolute = ABSOLUTE.matcher(trimmed);
        if (absolute.matches() && absolute.group(2) != null) {
            return of(
                            absolute.group(1).toLowerCase(Locale.ROOT),
                            absolute.group(3),
                            absolute.group(4),
                            StandardCharsets.ISO_8859_1)
                    .withoutUserInfo();
        }
        if (absolute.matches() && trimmed.indexOf(':') < firstOf(trimmed, "/?#")) {
            throw new IllegalArgumentException("not an http or https URL: " + Shown.text(absolute.group(1), 20) + ":…");
        }
        if (trimmed.startsWith("//")) {
            return resolve(origin.scheme() + ":" + trimmed);
        }
        return new HttpUrl(origin, Optional.empty(), target(relative(trimmed), StandardCharsets.ISO_8859_1));
    }

    private String relative(String reference) {
        if (reference.isEmpty() || reference.startsWith("#")) {
            return target;
        }
        var path = target.substring(0, firstOf(target, "?"));
        if (reference.startsWith("?")) {
            return path + reference;
        }
        int end = firstOf(reference, "?#");
        var merged = reference.startsWith("/")
                ? reference.substring(0, end)
                : path.substring(0, path.lastIndexOf('/') + 1) + reference.substring(0, end);
        return withoutDots(merged) + reference.substring(end);
    }

    private static String withoutDots(String path) {
        var segments = new ArrayDeque<String>();
        var parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].equals("..")) {
                segments.pollLast();
            } else if (!parts[i].equals(".")) {
                segments.addLast(parts[i]);
                continue;
            }
            if (last) {
                segments.addLast("");
            }
        }
        return "/" + String.join("/", segments);
    }

    private static Origin origin(String scheme, String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        boolean port = colon > hostAndPort.lastIndexOf(']');
        var host = port ? hostAndPort.substring(0, colon) : hostAndPort;
        return new Origin(
                scheme,
                host(host),
                port && colon < hostAndPort.length() - 1
                        ? port(hostAndPort.substring(colon + 1))
                        : Origin.defaultPort(scheme));
    }

    private static String host(String written) {
        if (written.startsWith("[") && written.endsWith("]")) {
            var address = written.substring(1, written.length() - 1);
            try {
                InetAddress.ofLiteral(address);
            } catch (IllegalArgumentException _) {
                throw new IllegalArgumentException("not an IPv6 address: " + Shown.text(written, 80));
            }
            return address.toLowerCase(Locale.ROOT);
        }
        var ascii = isAscii(written) ? written : international(written);
        if (!HOST.matcher(ascii).matches()) {
            throw new IllegalArgumentException(
                    ascii.isEmpty() ? "no host in the URL" : "not a host name: " + Shown.text(written, 80));
        }
        return ascii.toLowerCase(Locale.ROOT);
    }

    /** The JDK loads tables for this, which the common host name does without. */
    private static String international(String written) {
        try {
            return IDN.toASCII(written, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("not a host name: " + Shown.text(written, 80));
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static int port(String written) {
        int value = written.length() <= 5 ? number(written) : 0;
        if (value < 1 || value > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + Shown.text(written, 20));
        }
        return value;
    }

    /** The number that digits write; -1 where there are others. */
    private static int number(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + c - '0';
        }
        return value;
    }

    private static String target(String rest, Charset charset) {
        var plain = rest.substring(0, firstOf(rest, "#"));
        var encoded = new StringBuilder(plain.startsWith("/") ? "" : "/");
        for (byte b : plain.getBytes(charset)) {
            if (b <= ' ' || b == 0x7f || NOT_IN_A_REQUEST.indexOf(b) >= 0) {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            } else {
                encoded.append((char) b);
            }
        }
        return encoded.toString();
    }

    /** The index of the first of those characters, or the text's length. */
    private static int firstOf(String text, String characters) {
        int i = 0;
        while (i < text.length() && characters.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    /** User information of a URL, percent-decoded (RFC 3986 section 2.1); broken escapes stay. */
    public static String decoded(String userInfo) {
        var out = new ByteArrayOutputStream();
        var bytes = userInfo.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    public HttpUrl withoutUserInfo() {
        return new HttpUrl(origin, Optional.empty(), target);
    }

    /** The URL as a request to a proxy names it (RFC 9112 section 3.2.2). */
    public String absoluteForm() {
        return origin + target;
    }

    @Override
    public String toString() {
        return new Location(origin.scheme(), origin.authority(), target).toString();
    }
}
