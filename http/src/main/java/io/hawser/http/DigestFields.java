package io.hawser.http;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.http.client.Headers;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Digests that a server sends along: {@code Repr-Digest} and {@code Content-Digest} (RFC 9530), {@code Content-MD5}
 * (RFC 1864).
 */
final class DigestFields {
    private DigestFields() {}

    /**
     * What an answer says of the whole file. {@code whole}: whether its body is the whole, so that digests of the
     * body count too.
     */
    static List<Digest> of(Headers headers, boolean whole) {
        var found = new LinkedHashMap<Algorithm, Digest>();
        if (whole) {
            headers.first("Content-MD5")
                    .flatMap(value -> decoded(Algorithm.MD5, value.strip()))
                    .ifPresent(d -> found.put(d.algorithm(), d));
            dictionary(headers.all("Content-Digest")).forEach(d -> found.put(d.algorithm(), d));
        }
        dictionary(headers.all("Repr-Digest")).forEach(d -> found.put(d.algorithm(), d));
        return List.copyOf(found.values());
    }

    /**
     * The digests in a dictionary of byte sequences. A field that breaks the syntax counts as absent; so do
     * algorithms not known here.
     */
    static List<Digest> dictionary(List<String> lines) {
        var members = new DictionaryField(String.join(",", lines)).members();
        var found = new LinkedHashMap<Algorithm, Digest>();
        members.forEach((key, value) -> {
            var algorithm = key.equals("sha") ? Optional.of(Algorithm.SHA1) : Algorithm.named(key);
            algorithm.flatMap(a -> decoded(a, value)).ifPresent(d -> found.put(d.algorithm(), d));
        });
        return List.copyOf(found.values());
    }

    private static Optional<Digest> decoded(Algorithm algorithm, String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            return bytes.length == algorithm.bytes() ? Optional.of(Digest.of(algorithm, bytes)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
