package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version of an object, or a delete marker.
 *
 * @param version {@code null} as a word where the bucket keeps none
 * @param etag with its quotes
 * @param checksum empty where none was given and the server is one that computes none
 * @param parts of a multipart object, in order; empty of others
 */
public record StoredObject(
        String key,
        String version,
        Content content,
        String etag,
        Instant modified,
        Description description,
        Optional<ObjectChecksum> checksum,
        List<Part> parts,
        boolean deleteMarker) {
    /** A part of a multipart object. */
    public record Part(int number, long size, Optional<String> checksum) {}

    /** Keeps a copy of the parts. */
    public StoredObject {
        parts = List.copyOf(parts);
    }

    static StoredObject marker(String key, Instant now) {
        return new StoredObject(
                key, "", Content.empty(), "", now, Description.plain(), Optional.empty(), List.of(), true);
    }

    long size() {
        return content.size();
    }

    StoredObject withVersion(String other) {
        return new StoredObject(key, other, content, etag, modified, description, checksum, parts, deleteMarker);
    }

    StoredObject withDescription(Description other) {
        return new StoredObject(key, version, content, etag, modified, other, checksum, parts, deleteMarker);
    }

    /** The entity tag of an object: its MD5, unless its encryption hides that. */
    static String etag(String md5, Encryption encryption) {
        return "\"" + (encryption.hidesMd5() ? Content.text(md5 + encryption).digest("MD5") : md5) + "\"";
    }
}
