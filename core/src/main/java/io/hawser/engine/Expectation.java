package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Verified;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A digest that a copy must have, and who says so. */
record Expectation(Digest digest, Verified.By by) {
    private static final Pattern PLAIN = Pattern.compile("([0-9a-fA-F]+)(?:[ \\t]+\\*?(.*))?");
    private static final Pattern BSD = Pattern.compile("([A-Za-z0-9-]+) ?\\((.*)\\) ?= ?([0-9a-fA-F]+)");

    /**
     * Reads a digest file: a value alone, lines of value and name as {@code md5sum} writes them, or {@code MD5 (name) = value}. Where it speaks of
     * several files, {@code name} decides.
     *
     * @throws StoreException.Rejected when no line gives a digest of that algorithm for that name
     */
    static Expectation fromFile(Algorithm algorithm, String text, String name, Location file) throws StoreException {
        int digits = algorithm.bytes() * 2;
        String only = null;
        int candidates = 0;
        for (var line : text.lines().toList()) {
            var trimmed = line.strip();
            var plain = PLAIN.matcher(trimmed);
            var bsd = BSD.matcher(trimmed);
            String hex;
            String named;
            if (plain.matches()) {
                hex = plain.group(1);
                named = plain.group(2);
            } else if (bsd.matches() && Algorithm.named(bsd.group(1)).orElse(null) == algorithm) {
                hex = bsd.group(3);
                named = bsd.group(2);
            } else {
                continue;
            }
            if (hex.length() != digits) {
                continue;
            }
            candidates++;
            only = hex;
            if (named != null && lastName(named).equals(name)) {
                return new Expectation(new Digest(algorithm, hex.toLowerCase(Locale.ROOT)), Verified.By.SIDECAR);
            }
        }
        if (candidates == 1) {
            return new Expectation(new Digest(algorithm, only), Verified.By.SIDECAR);
        }
        throw new StoreException.Rejected(
                file,
                candidates == 0
                        ? "holds no " + algorithm.label() + " value (" + digits + " hexadecimal digits expected)"
                        : "holds " + candidates + " " + algorithm.label() + " values and none for " + name);
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Compares.
     *
     * @throws DigestMismatch when {@code actual} is another one
     */
    Verified confirm(Digest actual, Location source) throws DigestMismatch {
        if (!actual.equals(digest)) {
            throw new DigestMismatch(source, this, actual);
        }
        return new Verified(Optional.of(digest), by);
    }
}
