package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** ListBuckets, ListObjects, ListObjectsV2 and ListMultipartUploads. */
final class Listings {
    /** Comes, in the order of keys, after whatever begins with the prefix that it follows. */
    private static final String END = Character.toString(Character.MAX_CODE_POINT);

    private final ServerState state;

    Listings(ServerState state) {
        this.state = state;
    }

    /**
     * A page of a listing.
     *
     * @param last what the next page comes after; empty at the end
     */
    private record Page<T>(List<T> items, List<String> groups, Optional<String> last) {}

    /** Goes through entries from a position on. */
    private interface Entries<T> {
        Iterator<T> from(String key, boolean inclusive);
    }

    private static <T> Page<T> page(ListQuery query, String marker, Entries<T> entries, Function<T, String> keys) {
        List<T> items = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        String last = marker;
        // After a common prefix comes what does not begin with it.
        String after = query.group(marker).filter(marker::equals).isPresent() ? marker + END : marker;
        boolean afterwards = !after.isEmpty() && S3Bucket.KEY_ORDER.compare(after, query.prefix()) >= 0;
        Iterator<T> rest = entries.from(afterwards ? after : query.prefix(), !afterwards);
        while (rest.hasNext() && query.most() > 0) {
            T item = rest.next();
            String key = keys.apply(item);
            if (!key.startsWith(query.prefix())) {
                break;
            }
            if (items.size() + groups.size() == query.most()) {
                return new Page<>(items, groups, Optional.of(last));
            }
            Optional<String> group = query.group(key);
            if (group.isEmpty()) {
                items.add(item);
                last = key;
            } else {
                groups.add(group.get());
                last = group.get();
                rest = entries.from(last + END, false);
            }
        }
        return new Page<>(items, groups, Optional.empty());
    }

    Answer buckets() {
        Xml xml = Xml.of("ListAllMyBucketsResult").begin("Buckets");
        state.buckets
                .keySet()
                .forEach(name -> xml.begin("Bucket")
                        .add("Name", name)
                        .add("CreationDate", "2024-01-01T00:00:00.000Z")
                        .end());
        return xml.answer(200);
    }

    /** ListObjectsV2, or ListObjects with its markers. */
    Answer objects(Incoming request, boolean tokens) {
        S3Bucket bucket = state.bucket(request);
        ListQuery query = ListQuery.of(request, state.page(request, "max-keys"));
        Optional<String> token = request.parameter("continuation-token");
        String after = request.parameter(tokens ? "start-after" : "marker").orElse("");
        if (tokens && token.isPresent()) {
            after = decode(token.get());
        }
        Page<StoredObject> page;
        synchronized (bucket) {
            page = page(query, after, bucket::from, StoredObject::key);
        }
        Xml xml = Xml.of("ListBucketResult");
        query.describe(xml, bucket.name());
        xml.add("IsTruncated", page.last().isPresent());
        if (tokens) {
            xml.add("KeyCount", page.items().size() + page.groups().size())
                    .add("ContinuationToken", token)
                    .add("StartAfter", request.parameter("start-after").map(query::write))
                    .add("NextContinuationToken", page.last().map(Listings::encode));
        } else {
            xml.add("Marker", query.write(after)).add("NextMarker", page.last().map(query::write));
        }
        for (StoredObject object : page.items()) {
            xml.begin("Contents").add("Key", query.write(object.key()));
            ListQuery.describe(xml, object);
            xml.end();
        }
        query.groups(xml, page.groups());
        return xml.answer(200);
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw S3Error.invalidArgument("The continuation token provided is incorrect");
        }
    }

    Answer uploads(Incoming request) {
        S3Bucket bucket = state.bucket(request);
        ListQuery query = ListQuery.of(request, state.page(request, "max-uploads"));
        String keyMarker = request.parameter("key-marker").orElse("");
        String idMarker = request.parameter("upload-id-marker").orElse("");
        List<PendingUpload> rest = bucket.uploads().stream()
                .filter(upload -> upload.key().startsWith(query.prefix()))
                .filter(upload -> {
                    int order = S3Bucket.KEY_ORDER.compare(upload.key(), keyMarker);
                    return order > 0
                            || order == 0 && !idMarker.isEmpty() && upload.id().compareTo(idMarker) > 0;
                })
                .toList();
        List<PendingUpload> page = rest.subList(0, Math.min(query.most(), rest.size()));
        Xml xml = Xml.of("ListMultipartUploadsResult")
                .add("Bucket", bucket.name())
                .add("KeyMarker", query.write(keyMarker))
                .add("UploadIdMarker", idMarker)
                .add("Prefix", query.write(query.prefix()))
                .add("MaxUploads", query.most())
                .add("IsTruncated", page.size() < rest.size());
        if (query.encoded()) {
            xml.add("EncodingType", "url");
        }
        if (page.size() < rest.size() && !page.isEmpty()) {
            xml.add("NextKeyMarker", query.write(page.getLast().key()))
                    .add("NextUploadIdMarker", page.getLast().id());
        }
        for (PendingUpload upload : page) {
            xml.begin("Upload")
                    .add("Key", query.write(upload.key()))
                    .add("UploadId", upload.id())
                    .add("StorageClass", upload.description().storageClass())
                    .add("Initiated", upload.begun())
                    .add("ChecksumAlgorithm", upload.algorithm())
                    .add("ChecksumType", upload.algorithm().map(_ -> upload.type()))
                    .end();
        }
        return xml.answer(200);
    }
}
