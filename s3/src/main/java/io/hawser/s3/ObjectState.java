package io.hawser.s3;

import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpDate;
import io.hawser.http.client.Shown;
import io.hawser.store.ListOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an answer about an object says of its content. Texts are empty where it says nothing; dates stay text until they are needed, since every part
 * brings its own.
 *
 * @param size of the whole object in bytes; -1 where the answer does not tell
 * @param etag in quotes; a weak one, which S3 does not have, is none
 * @param modified the value of {@code Last-Modified}
 * @param date the value of {@code Date}
 * @param versionId the version; {@code null}, which names whatever was written without versions, counts as none
 * @param headers all of the answer
 */
record ObjectState(long size, String etag, String modified, String date, String versionId, Headers headers) {
    private static final String FIELD = "x-amz-";
    private static final String METADATA = "x-amz-meta-";

    static ObjectState of(Headers headers, long size) {
        String version = text(headers, "x-amz-version-id");
        return new ObjectState(
                size,
                quoted(text(headers, "ETag")),
                text(headers, "Last-Modified"),
                text(headers, "Date"),
                version.equals("null") ? "" : version,
                headers);
    }

    private static String text(Headers headers, String name) {
        return headers.first(name).orElse("");
    }

    /** Some clones leave out the quotes, in answers or in listings, and XML can hold what no field can. */
    static String quoted(String etag) {
        if (etag.isEmpty() || etag.startsWith("W/") || !Headers.validValue(etag)) {
            return "";
        }
        return etag.charAt(0) == '"' ? etag : '"' + etag + '"';
    }

    /** The same with a size that another answer told. */
    ObjectState withSize(long bytes) {
        return new ObjectState(bytes, etag, modified, date, versionId, headers);
    }

    /**
     * Whether the object was last modified at least a second before the answer was made, so that a later change would have given another date (RFC
     * 9110 section 8.8.2.2).
     */
    boolean settled() {
        var then = HttpDate.parse(modified);
        var now = HttpDate.parse(date);
        return then.isPresent() && now.isPresent() && then.get().isBefore(now.get());
    }

    boolean sameSizeAndDate(ObjectState other) {
        return size == other.size && modified.equals(other.modified);
    }

    /** What names this very content ({@link Pin#ofToken}); empty when nothing does. */
    Optional<String> token() {
        if (!etag.isEmpty()) {
            return Optional.of(etag);
        }
        return size >= 0 && settled() ? Optional.of(Pin.DATED + modified + ", " + size + " bytes") : Optional.empty();
    }

    /** Whether the answer has not one field of S3's own: a plain web server gave it, which keeps no checksums to be asked for. */
    boolean bare() {
        for (var field : headers.fields()) {
            if (field.name().regionMatches(true, 0, FIELD, 0, FIELD.length())) {
                return false;
            }
        }
        return true;
    }

    /** What is known of the object. */
    Entry entry(Location location, List<Digest> digests) {
        var entry = Entry.file(location).withAttributes(attributes()).withDigests(digests);
        if (size >= 0) {
            entry = entry.withSize(size);
        }
        var time = HttpDate.parse(modified);
        if (time.isPresent()) {
            entry = entry.withModified(time.get());
        }
        var token = token();
        return token.isPresent() ? entry.withVersion(token.get()) : entry;
    }

    private Map<String, String> attributes() {
        var attributes = new HashMap<String, String>();
        for (var field : headers.fields()) {
            var name = field.name().toLowerCase(Locale.ROOT);
            var attribute = switch (name) {
                case "content-type",
                        "content-encoding",
                        "content-language",
                        "content-disposition",
                        "cache-control",
                        "expires" -> name;
                case "x-amz-storage-class" -> "storage-class";
                case "x-amz-version-id" -> ListOptions.VERSION_ID;
                case "x-amz-server-side-encryption" -> "encryption";
                case "x-amz-server-side-encryption-aws-kms-key-id" -> "kms-key-id";
                case "x-amz-server-side-encryption-customer-algorithm" -> "customer-encryption";
                case "x-amz-archive-status" -> "archive-status";
                case "x-amz-restore" -> "restore";
                case "x-amz-tagging-count" -> "tags";
                case "x-amz-object-lock-mode" -> "object-lock-mode";
                case "x-amz-object-lock-retain-until-date" -> "object-lock-until";
                case "x-amz-object-lock-legal-hold" -> "object-lock-legal-hold";
                case "x-amz-replication-status" -> "replication-status";
                case "x-amz-website-redirect-location" -> "website-redirect";
                default -> name.startsWith(METADATA) ? "metadata." + name.substring(METADATA.length()) : "";
            };
            if (!attribute.isEmpty()) {
                attributes.put(attribute, Shown.text(field.value(), 2048));
            }
        }
        return attributes;
    }
}
