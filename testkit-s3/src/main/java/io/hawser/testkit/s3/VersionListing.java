package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** ListObjectVersions. */
final class VersionListing {
    private final ServerState state;

    VersionListing(ServerState state) {
        this.state = state;
    }

    /** A version with what only a look at its neighbours tells. */
    private record Version(StoredObject object, boolean latest) {}

    Answer list(Incoming request) {
        S3Bucket bucket = state.bucket(request);
        ListQuery query = ListQuery.of(request, state.page(request, "max-keys"));
        String keyMarker = request.parameter("key-marker").orElse("");
        Optional<String> versionMarker = request.parameter("version-id-marker").filter(text -> !text.isEmpty());
        List<Version> all = new ArrayList<>();
        synchronized (bucket) {
            boolean within = versionMarker.isPresent();
            boolean started = S3Bucket.KEY_ORDER.compare(keyMarker, query.prefix()) >= 0 && !keyMarker.isEmpty();
            Iterator<List<StoredObject>> keys =
                    bucket.versionsFrom(started ? keyMarker : query.prefix(), !started || within);
            keys.forEachRemaining(versions -> {
                boolean passed =
                        versionMarker.isEmpty() || !versions.getFirst().key().equals(keyMarker);
                for (StoredObject version : versions) {
                    if (passed) {
                        all.add(new Version(version, version == versions.getFirst()));
                    }
                    passed |= versionMarker.equals(Optional.of(version.version()));
                }
            });
        }
        // A page may end between two versions of one key.
        List<Version> items = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        boolean truncated = false;
        for (Version version : all) {
            String key = version.object().key();
            Optional<String> group = query.group(key);
            if (!key.startsWith(query.prefix())
                    || group.isPresent() && (groups.contains(group.get()) || keyMarker.startsWith(group.get()))) {
                continue;
            }
            if (items.size() + groups.size() == query.most()) {
                truncated = true;
                break;
            }
            group.ifPresentOrElse(groups::add, () -> items.add(version));
        }
        return answer(bucket, query, items, groups, truncated);
    }

    private static Answer answer(
            S3Bucket bucket, ListQuery query, List<Version> items, List<String> groups, boolean truncated) {
        Xml xml = Xml.of("ListVersionsResult");
        query.describe(xml, bucket.name());
        xml.add("IsTruncated", truncated);
        if (truncated) {
            String lastItem = items.isEmpty() ? "" : items.getLast().object().key();
            String lastGroup = groups.isEmpty() ? "" : groups.getLast();
            boolean afterGroup = S3Bucket.KEY_ORDER.compare(lastGroup, lastItem) > 0;
            xml.add("NextKeyMarker", query.write(afterGroup ? lastGroup : lastItem));
            if (!afterGroup) {
                xml.add("NextVersionIdMarker", items.getLast().object().version());
            }
        }
        for (Version version : items) {
            StoredObject object = version.object();
            xml.begin(object.deleteMarker() ? "DeleteMarker" : "Version")
                    .add("Key", query.write(object.key()))
                    .add("VersionId", object.version())
                    .add("IsLatest", version.latest());
            if (object.deleteMarker()) {
                xml.add("LastModified", object.modified());
            } else {
                ListQuery.describe(xml, object);
            }
            xml.end();
        }
        query.groups(xml, groups);
        return xml.answer(200);
    }
}
