package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import io.hawser.testkit.UrlCode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CopyObject and UploadPartCopy copy from. */
record CopySource(S3Bucket bucket, StoredObject object) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final String HEADER = "x-amz-copy-source";

    static CopySource of(Incoming request, ServerState state) {
        String source = request.header(HEADER).orElseThrow().replaceFirst("^/", "");
        int mark = source.lastIndexOf("?versionId=");
        String path = UrlCode.decode(mark < 0 ? source : source.substring(0, mark));
        int slash = path.indexOf('/');
        if (slash < 1 || slash == path.length() - 1) {
            throw S3Error.invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }
        String key = path.substring(slash + 1);
        S3Bucket bucket = state.buckets.get(path.substring(0, slash));
        if (bucket == null) {
            throw new S3Error(404, "NoSuchBucket", "The specified bucket does not exist")
                    .element("BucketName", path.substring(0, slash));
        }
        Map<String, String> query = mark < 0 ? Map.of() : UrlCode.query(source.substring(mark + 1));
        StoredObject object = query.containsKey("versionId")
                ? bucket.version(key, query.get("versionId"))
                        .orElseThrow(() -> S3Error.noSuchVersion(key, query.get("versionId")))
                : bucket.readable(key).orElseThrow(() -> S3Error.noSuchKey(key));
        object.description().encryption().permitCopy(request);
        Conditions.ofReading(request, HEADER + "-if-").check(object);
        return new CopySource(bucket, object);
    }

    /** The piece that a part is made of. */
    Content piece(Incoming request) {
        String range = request.header(HEADER + "-range").orElse("");
        if (range.isEmpty()) {
            return object.content();
        }
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            throw S3Error.invalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last");
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (last < first || last >= object.size()) {
            throw S3Error.invalidArgument("Range specified is not valid for source object of size: " + object.size());
        }
        return object.content().slice(first, last - first + 1);
    }
}
