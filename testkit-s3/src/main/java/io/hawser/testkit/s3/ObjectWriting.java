package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** PutObject, CopyObject, DeleteObject, DeleteObjects, and the tags and rights of objects. */
final class ObjectWriting {
    private static final int LONGEST_KEY = 1024;
    private static final int MOST_DELETED = 1000;
    private static final long LARGEST_COPY = 5L << 30;

    private final ServerState state;
    private final ObjectReading reading;

    ObjectWriting(ServerState state, ObjectReading reading) {
        this.state = state;
        this.reading = reading;
    }

    static void checkKey(String key) {
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_KEY) {
            throw new S3Error(400, "KeyTooLongError", "Your key is too long")
                    .element("Size", Integer.toString(length))
                    .element("MaxSizeAllowed", Integer.toString(LONGEST_KEY));
        }
    }

    Answer put(Incoming request) throws IOException {
        S3Bucket bucket = state.bucket(request);
        checkKey(request.key());
        Description description = Description.asked(request);
        S3Bucket.Condition condition = Conditions.ofWriting(request);
        condition.check(bucket.readable(request.key()));
        Payload payload = Payload.read(request, state.spool);
        Optional<ObjectChecksum> checksum = payload.checksum()
                .map(given -> ObjectChecksum.of(given.algorithm(), ObjectChecksum.Type.FULL_OBJECT, given.value()))
                .or(() -> state.checksums
                        ? Optional.of(ObjectChecksum.of(
                                ChecksumAlgorithm.CRC64NVME, ObjectChecksum.Type.FULL_OBJECT, payload.crc64()))
                        : Optional.empty());
        StoredObject stored = bucket.add(
                new StoredObject(
                        request.key(),
                        "",
                        payload.content(),
                        StoredObject.etag(payload.md5(), description.encryption()),
                        state.now(),
                        description,
                        checksum,
                        List.of(),
                        false),
                condition);
        Headers headers = written(bucket, stored);
        if (checksum.isPresent()) {
            headers = headers.and(
                            checksum.get().algorithm().header(), checksum.get().value())
                    .and("x-amz-checksum-type", checksum.get().type().name());
        }
        return Answer.status(200).withHeaders(headers);
    }

    /** What an answer says of an object that was just written. */
    static Headers written(S3Bucket bucket, StoredObject stored) {
        Headers headers = stored.description().encryption().addTo(Headers.none().and("ETag", stored.etag()));
        return bucket.versioningStatus().isPresent() ? headers.and("x-amz-version-id", stored.version()) : headers;
    }

    Answer copy(Incoming request) {
        S3Bucket bucket = state.bucket(request);
        checkKey(request.key());
        CopySource source = CopySource.of(request, state);
        StoredObject from = source.object();
        if (from.size() > LARGEST_COPY) {
            throw S3Error.invalidRequest("The specified copy source is larger than the maximum allowable size for a"
                    + " copy source: " + LARGEST_COPY);
        }
        Description asked = Description.asked(request);
        boolean replaced = request.header("x-amz-metadata-directive")
                .filter("REPLACE"::equals)
                .isPresent();
        Description description =
                replaced ? asked : asked.withHeaders(from.description().headers());
        if (request.header("x-amz-tagging-directive").filter("REPLACE"::equals).isEmpty()) {
            description = description.withTags(from.description().tags());
        }
        boolean same = source.bucket() == bucket && from.key().equals(request.key());
        if (same
                && !replaced
                && description.encryption().equals(from.description().encryption())
                && description.storageClass().equals(from.description().storageClass())) {
            throw S3Error.invalidRequest("This copy request is illegal because it is trying to copy an object to itself"
                    + " without changing the object's metadata, storage class, website redirect location or encryption"
                    + " attributes.");
        }
        ChecksumAlgorithm algorithm = request.header("x-amz-checksum-algorithm")
                .flatMap(ChecksumAlgorithm::named)
                .or(() -> from.checksum().map(ObjectChecksum::algorithm))
                .orElse(ChecksumAlgorithm.CRC64NVME);
        StoredObject stored = bucket.add(
                new StoredObject(
                        request.key(),
                        "",
                        from.content(),
                        StoredObject.etag(from.content().digest("MD5"), description.encryption()),
                        state.now(),
                        description,
                        state.checksums ? Optional.of(ObjectChecksum.of(algorithm, from.content())) : Optional.empty(),
                        List.of(),
                        false),
                Conditions.ofWriting(request));
        Xml xml = Xml.of("CopyObjectResult")
                .add("LastModified", stored.modified())
                .add("ETag", stored.etag());
        stored.checksum()
                .ifPresent(checksum -> xml.add(checksum.algorithm().element(), checksum.value())
                        .add("ChecksumType", checksum.type()));
        Answer answer = xml.answer(200);
        for (Headers.Field field : written(bucket, stored).without("ETag").fields()) {
            answer = answer.with(field.name(), field.value());
        }
        return source.bucket().versioningStatus().isPresent()
                ? answer.with("x-amz-copy-source-version-id", from.version())
                : answer;
    }

    Answer delete(Incoming request) {
        Answer answer = Answer.status(204);
        Deleted deleted = delete(state.bucket(request), request.key(), request.parameter("versionId"));
        if (deleted.marker()) {
            answer = answer.with("x-amz-delete-marker", "true");
        }
        return deleted.version().isPresent()
                ? answer.with("x-amz-version-id", deleted.version().get())
                : answer;
    }

    /** What became of a version, or that a delete marker was made. */
    private record Deleted(Optional<String> version, boolean marker) {}

    private Deleted delete(S3Bucket bucket, String key, Optional<String> version) {
        if (version.isPresent()) {
            Optional<StoredObject> gone = bucket.delete(key, version.get());
            return new Deleted(version, gone.filter(StoredObject::deleteMarker).isPresent());
        }
        Optional<StoredObject> marker = bucket.delete(key, state.now());
        return new Deleted(marker.map(StoredObject::version), marker.isPresent());
    }

    Answer deleteAll(Incoming request) throws IOException {
        S3Bucket bucket = state.bucket(request);
        boolean proved = request.header("Content-MD5").isPresent()
                || !request.headers("x-amz-checksum-").isEmpty()
                || request.header("x-amz-trailer").isPresent();
        if (!proved) {
            throw S3Error.invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        Element root = Xml.parse(Payload.read(request, state.spool).content().bytes());
        List<Element> objects = Xml.children(root, "Object");
        if (objects.isEmpty() || objects.size() > MOST_DELETED) {
            throw S3Error.malformedXml();
        }
        boolean quiet = Xml.child(root, "Quiet").filter("true"::equals).isPresent();
        Xml xml = Xml.of("DeleteResult");
        for (Element object : objects) {
            String key = Xml.child(object, "Key").orElseThrow(S3Error::malformedXml);
            Optional<String> version = Xml.child(object, "VersionId");
            Deleted deleted = delete(bucket, key, version);
            if (!quiet) {
                xml.begin("Deleted").add("Key", key).add("VersionId", version);
                if (deleted.marker()) {
                    xml.add("DeleteMarker", true).add("DeleteMarkerVersionId", deleted.version());
                }
                xml.end();
            }
        }
        return xml.answer(200);
    }

    Answer putTagging(Incoming request) throws IOException {
        StoredObject object = reading.find(request);
        Element root = Xml.parse(Payload.read(request, state.spool).content().bytes());
        Map<String, String> tags = new HashMap<>();
        for (Element set : Xml.children(root, "TagSet")) {
            for (Element tag : Xml.children(set, "Tag")) {
                tags.put(
                        Xml.child(tag, "Key").orElseThrow(S3Error::malformedXml),
                        Xml.child(tag, "Value").orElse(""));
            }
        }
        state.bucket(request).describe(object, object.description().withTags(tags));
        return Answer.status(200);
    }

    Answer putAcl(Incoming request) throws IOException {
        StoredObject object = reading.find(request);
        Payload.read(request, state.spool);
        Description asked = Description.asked(request);
        state.bucket(request).describe(object, object.description().withAcl(asked.acl()));
        return Answer.status(200);
    }
}
