package io.hawser.testkit.s3;

import io.hawser.testkit.UrlCode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of an object beside its bytes.
 *
 * @param headers content type, cache control and the like, and the user's metadata, by names in lower case
 * @param storageClass STANDARD and the like
 * @param tags names and values
 * @param acl the header fields that say who may do what, by names in lower case
 */
public record Description(
        Map<String, String> headers,
        String storageClass,
        Encryption encryption,
        Map<String, String> tags,
        Map<String, String> acl) {
    private static final List<String> KEPT =
            List.of("content-type", "cache-control", "content-disposition", "content-language", "expires");
    private static final String METADATA = "x-amz-meta-";
    private static final int LARGEST_METADATA = 2 << 10;
    private static final int MOST_TAGS = 10;

    /** Keeps copies of the maps. */
    public Description {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        acl = Collections.unmodifiableMap(new TreeMap<>(acl));
    }

    /** The description of an object that nobody has described. */
    static Description plain() {
        return new Description(
                Map.of("content-type", "binary/octet-stream"), "STANDARD", Encryption.DEFAULT, Map.of(), Map.of());
    }

    /** What a request to write says. */
    static Description asked(Incoming request) {
        Map<String, String> headers = request.headers(METADATA);
        int size = headers.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length()
                        - METADATA.length()
                        + entry.getValue().length())
                .sum();
        if (size > LARGEST_METADATA) {
            throw new S3Error(
                    400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
        }
        KEPT.forEach(name -> request.header(name).ifPresent(value -> headers.put(name, value)));
        headers.putIfAbsent("content-type", "binary/octet-stream");
        request.header("content-encoding")
                .map(value -> value.replaceFirst("^\\s*aws-chunked\\s*(,\\s*|$)", ""))
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> headers.put("content-encoding", value));
        Map<String, String> tags =
                request.header("x-amz-tagging").map(UrlCode::query).orElse(Map.of());
        Map<String, String> acl = request.headers("x-amz-grant-");
        request.header("x-amz-acl").ifPresent(value -> acl.put("x-amz-acl", value));
        return new Description(
                        headers,
                        request.header("x-amz-storage-class").orElse("STANDARD"),
                        Encryption.asked(request),
                        Map.of(),
                        acl)
                .withTags(tags);
    }

    Description withTags(Map<String, String> others) {
        if (others.size() > MOST_TAGS) {
            throw new S3Error(400, "BadRequest", "Object tags cannot be greater than " + MOST_TAGS);
        }
        return new Description(headers, storageClass, encryption, others, acl);
    }

    Description withHeaders(Map<String, String> others) {
        return new Description(others, storageClass, encryption, tags, acl);
    }

    Description withAcl(Map<String, String> other) {
        return new Description(headers, storageClass, encryption, tags, other);
    }
}
