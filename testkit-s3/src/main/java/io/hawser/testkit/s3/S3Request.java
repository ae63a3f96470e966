package io.hawser.testkit.s3;

import io.hawser.testkit.UrlCode;
import java.util.Map;

/**
 * A request that a server got.
 *
 * @param bucket its bucket; empty where it names none
 * @param key its key, decoded; empty where it names none
 * @param query its query, decoded, names in alphabetical order
 */
public record S3Request(S3Operation operation, String bucket, String key, Map<String, String> query) {
    /** Reads the line of a request, whose target is a path of the path style, still encoded. */
    static S3Request parse(String method, String target, boolean copies) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        int slash = path.indexOf('/', 1);
        String bucket = UrlCode.decode(path.substring(1, slash < 0 ? path.length() : slash));
        String key = slash < 0 ? "" : UrlCode.decode(path.substring(slash + 1));
        Map<String, String> query = mark < 0 ? Map.of() : UrlCode.query(target.substring(mark + 1));
        return new S3Request(
                S3Operation.of(method, !bucket.isEmpty(), !key.isEmpty(), query.keySet(), copies), bucket, key, query);
    }
}
