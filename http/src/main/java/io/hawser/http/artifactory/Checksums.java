package io.hawser.http.artifactory;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.http.client.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The checksums that Artifactory keeps of every file: SHA-256 (since 5.5), SHA-1 and MD5. */
final class Checksums {
    /** Strongest first. */
    static final List<Algorithm> KEPT = List.of(Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5);

    private Checksums() {}

    /** Those in {@code X-Checksum-Sha256}, {@code -Sha1} and {@code -Md5}. */
    static List<Digest> of(Headers headers) {
        return of(algorithm -> headers.first(header(algorithm)).orElse(""));
    }

    /** Those that {@code values} gives in hexadecimal digits; other text counts as absent. */
    static List<Digest> of(Function<Algorithm, String> values) {
        var digests = new ArrayList<Digest>(KEPT.size());
        for (var algorithm : KEPT) {
            var value = values.apply(algorithm);
            if (value != null && value.length() == 2 * algorithm.bytes()) {
                try {
                    digests.add(new Digest(algorithm, value));
                } catch (IllegalArgumentException _) {
                    // Not hexadecimal: as good as none.
                    continue;
                }
            }
        }
        return digests;
    }

    /** The name of the field with a checksum. */
    static String header(Algorithm algorithm) {
        return switch (algorithm) {
            case SHA256 -> "X-Checksum-Sha256";
            case SHA1 -> "X-Checksum-Sha1";
            case MD5 -> "X-Checksum-Md5";
            case CRC32, CRC32C, CRC64NVME, SHA512 ->
                throw new IllegalArgumentException("Artifactory keeps no " + algorithm.label());
        };
    }

    /**
     * What tells this content from others: by the checksum that every answer and every listing has, so that all of them
     * name one content alike.
     */
    static Optional<String> version(List<Digest> digests) {
        for (var algorithm : List.of(Algorithm.SHA1, Algorithm.SHA256, Algorithm.MD5)) {
            for (var digest : digests) {
                if (digest.algorithm() == algorithm) {
                    return Optional.of(digest.toString());
                }
            }
        }
        return Optional.empty();
    }

    /** A pair of one kind whose values differ, as words; empty where no pair shows that the two are different. */
    static Optional<String> difference(List<Digest> expected, List<Digest> actual) {
        for (var one : expected) {
            for (var other : actual) {
                if (one.comparable(other) && !one.equals(other)) {
                    return Optional.of(other + " instead of " + one);
                }
            }
        }
        return Optional.empty();
    }

    /** Those among {@code digests} that Artifactory keeps, too. */
    static List<Digest> kept(List<Digest> digests) {
        return digests.stream()
                .filter(d -> d.parts().isEmpty() && KEPT.contains(d.algorithm()))
                .toList();
    }
}
