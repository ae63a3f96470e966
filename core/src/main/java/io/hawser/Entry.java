package io.hawser;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a store says of one name.
 *
 * <ul>
 *   <li>{@code size} in bytes, absent where the store does not tell;
 *   <li>{@code version} names this very content (a strong ETag, a version id, size with time and inode): two reads with the same version are
 *       reads of the same bytes. Absent where the store offers nothing that strong;
 *   <li>{@code digests} are those that the store keeps of the whole content or of its parts;
 *   <li>{@code attributes} are for people ({@code content-type}, …) and never secret.
 * </ul>
 */
public record Entry(
        Location location,
        Kind kind,
        OptionalLong size,
        Optional<Instant> modified,
        Optional<String> version,
        List<Digest> digests,
        Map<String, String> attributes) {

    public Entry {
        if (size.isPresent() && size.getAsLong() < 0) {
            throw new IllegalArgumentException(location + ": negative size " + size.getAsLong());
        }
        digests = List.copyOf(digests);
        attributes = Map.copyOf(attributes);
    }

    /** A file of which nothing more than its place is known. */
    public static Entry file(Location location) {
        return new Entry(
                location, Kind.FILE, OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of(), Map.of());
    }

    /** A folder. */
    public static Entry folder(Location location) {
        return file(location).withKind(Kind.FOLDER);
    }

    public Entry withKind(Kind other) {
        return new Entry(location, other, size, modified, version, digests, attributes);
    }

    public Entry withSize(long bytes) {
        return new Entry(location, kind, OptionalLong.of(bytes), modified, version, digests, attributes);
    }

    public Entry withModified(Instant time) {
        return new Entry(location, kind, size, Optional.of(time), version, digests, attributes);
    }

    public Entry withVersion(String token) {
        return new Entry(location, kind, size, modified, Optional.of(token), digests, attributes);
    }

    public Entry withDigests(List<Digest> others) {
        return new Entry(location, kind, size, modified, version, others, attributes);
    }

    public Entry withAttributes(Map<String, String> others) {
        return new Entry(location, kind, size, modified, version, digests, others);
    }

    /** The digest of the whole by that algorithm, where the store keeps one. */
    public Optional<Digest> digest(Algorithm algorithm) {
        return digests.stream()
                .filter(d -> d.algorithm() == algorithm && d.parts().isEmpty())
                .findFirst();
    }

    /** The one that is {@linkplain Digest#comparable comparable} with that digest, where the store keeps it. */
    public Optional<Digest> comparable(Digest digest) {
        return digests.stream().filter(digest::comparable).findFirst();
    }

    /**
     * The strongest digest that the store keeps. One of the whole with 64 bits or more comes before any of parts; else the stronger algorithm does, and of one
     * algorithm the digest of the whole.
     */
    public Optional<Digest> strongestDigest() {
        return digests.stream()
                .max(Comparator.comparing((Digest d) ->
                                d.parts().isEmpty() && d.algorithm().bytes() >= Long.BYTES)
                        .thenComparing(Digest::algorithm)
                        .thenComparing(d -> d.parts().isEmpty()));
    }
}
