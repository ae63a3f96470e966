package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Headers;
import io.hawser.testkit.ServedFile;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GetObject, HeadObject, GetObjectAttributes and GetObjectTagging. */
final class ObjectReading {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private final ServerState state;

    ObjectReading(ServerState state) {
        this.state = state;
    }

    /** The version that a request names, or else the current one. */
    StoredObject find(Incoming request) {
        S3Bucket bucket = state.bucket(request);
        Optional<String> version = request.parameter("versionId");
        Optional<StoredObject> found =
                version.isPresent() ? bucket.version(request.key(), version.get()) : bucket.current(request.key());
        if (found.isEmpty()) {
            throw version.isPresent()
                    ? S3Error.noSuchVersion(request.key(), version.get())
                    : S3Error.noSuchKey(request.key());
        }
        StoredObject object = found.get();
        if (object.deleteMarker()) {
            S3Error error = version.isPresent()
                    ? new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
                            .header("Allow", "DELETE")
                    : S3Error.noSuchKey(request.key());
            throw error.header("x-amz-delete-marker", "true").header("x-amz-version-id", object.version());
        }
        return object;
    }

    Answer get(Incoming request) {
        StoredObject object = find(request);
        object.description().encryption().permit(request);
        if (!request.isHead() && object.description().storageClass().matches("GLACIER|DEEP_ARCHIVE")) {
            throw new S3Error(403, "InvalidObjectState", "The operation is not valid for the object's storage class")
                    .element("StorageClass", object.description().storageClass());
        }
        Conditions.ofReading(request, "If-").check(object);
        Headers headers = described(request, object);
        if (request.parameter("partNumber").isPresent()) {
            return part(request, object, headers);
        }
        Optional<long[]> range = range(request, object.size());
        if (range.isPresent()) {
            return piece(object, headers, range.get()[0], range.get()[1]);
        }
        if (object.checksum().isPresent() && wantsChecksum(request)) {
            ObjectChecksum checksum = object.checksum().get();
            headers = headers.and(checksum.algorithm().header(), checksum.value())
                    .and("x-amz-checksum-type", checksum.type().name());
        }
        return Answer.ok(object.content()).withHeaders(headers);
    }

    private static boolean wantsChecksum(Incoming request) {
        return request.header("x-amz-checksum-mode").filter("ENABLED"::equals).isPresent();
    }

    private Headers described(Incoming request, StoredObject object) {
        Headers headers = Headers.none()
                .and("Accept-Ranges", "bytes")
                .and("ETag", object.etag())
                .and("Last-Modified", ServedFile.httpDate(object.modified()));
        for (var entry : object.description().headers().entrySet()) {
            headers = headers.and(entry.getKey(), entry.getValue());
        }
        if (!object.description().storageClass().equals("STANDARD")) {
            headers = headers.and("x-amz-storage-class", object.description().storageClass());
        }
        if (!object.description().tags().isEmpty()) {
            headers = headers.and(
                    "x-amz-tagging-count",
                    Integer.toString(object.description().tags().size()));
        }
        if (state.bucket(request).versioningStatus().isPresent()) {
            headers = headers.and("x-amz-version-id", object.version());
        }
        return object.description().encryption().addTo(headers);
    }

    /** The range asked for; empty where there is none, or none that can be understood. */
    private static Optional<long[]> range(Incoming request, long size) {
        Matcher matcher = RANGE.matcher(request.header("Range").orElse("").strip());
        if (!matcher.matches() || (matcher.group(1) + matcher.group(2)).isEmpty()) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (matcher.group(1).isEmpty()) {
            long suffix = Long.parseLong(matcher.group(2));
            first = suffix == 0 ? size : Math.max(0, size - suffix);
        } else {
            first = Long.parseLong(matcher.group(1));
            if (!matcher.group(2).isEmpty()) {
                long named = Long.parseLong(matcher.group(2));
                if (named < first) {
                    return Optional.empty();
                }
                last = Math.min(last, named);
            }
        }
        if (first >= size) {
            throw new S3Error(416, "InvalidRange", "The requested range is not satisfiable")
                    .header("Content-Range", "bytes */" + size)
                    .element("ActualObjectSize", Long.toString(size));
        }
        return Optional.of(new long[] {first, last});
    }

    private static Answer piece(StoredObject object, Headers headers, long first, long last) {
        Content content = object.content().slice(first, last - first + 1);
        return Answer.status(206)
                .withHeaders(headers.and("Content-Range", "bytes " + first + "-" + last + "/" + object.size()))
                .withBody(content);
    }

    private static Answer part(Incoming request, StoredObject object, Headers headers) {
        int number = request.number("partNumber", 0);
        if (request.header("Range").isPresent()) {
            throw S3Error.invalidRequest("Cannot specify both Range header and partNumber query parameter");
        }
        if (object.parts().isEmpty()) {
            if (number != 1) {
                throw noSuchPart();
            }
            return object.size() == 0
                    ? Answer.ok(object.content()).withHeaders(headers)
                    : piece(object, headers, 0, object.size() - 1);
        }
        if (number < 1 || number > object.parts().size()) {
            throw noSuchPart();
        }
        Headers counted = headers.and(
                "x-amz-mp-parts-count", Integer.toString(object.parts().size()));
        long first = object.parts().stream()
                .limit(number - 1L)
                .mapToLong(StoredObject.Part::size)
                .sum();
        StoredObject.Part part = object.parts().get(number - 1);
        if (wantsChecksum(request)
                && part.checksum().isPresent()
                && object.checksum().isPresent()) {
            ObjectChecksum whole = object.checksum().get();
            counted = counted.and(whole.algorithm().header(), part.checksum().get())
                    .and("x-amz-checksum-type", whole.type().name());
        }
        return piece(object, counted, first, first + part.size() - 1);
    }

    private static S3Error noSuchPart() {
        return new S3Error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
    }

    Answer attributes(Incoming request) {
        StoredObject object = find(request);
        object.description().encryption().permit(request);
        String asked = request.header("x-amz-object-attributes")
                .orElseThrow(() ->
                        S3Error.invalidRequest("Missing required header for this request: x-amz-object-attributes"));
        var wanted = Arrays.stream(asked.split(","))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .toList();
        Xml xml = Xml.of("GetObjectAttributesResponse");
        if (wanted.contains("etag")) {
            xml.add("ETag", object.etag().replace("\"", ""));
        }
        if (wanted.contains("checksum") && object.checksum().isPresent()) {
            ObjectChecksum checksum = object.checksum().get();
            xml.begin("Checksum")
                    .add(checksum.algorithm().element(), checksum.value().replaceFirst("-\\d+$", ""))
                    .add("ChecksumType", checksum.type())
                    .end();
        }
        if (wanted.contains("objectparts") && !object.parts().isEmpty()) {
            parts(request, object, xml);
        }
        if (wanted.contains("storageclass")) {
            xml.add("StorageClass", object.description().storageClass());
        }
        if (wanted.contains("objectsize")) {
            xml.add("ObjectSize", object.size());
        }
        Instant modified = object.modified();
        Answer answer = xml.answer(200).with("Last-Modified", ServedFile.httpDate(modified));
        return state.bucket(request).versioningStatus().isPresent()
                ? answer.with("x-amz-version-id", object.version())
                : answer;
    }

    /** S3 tells the parts one by one only where they have checksums of their own. */
    private void parts(Incoming request, StoredObject object, Xml xml) {
        xml.begin("ObjectParts").add("PartsCount", object.parts().size());
        if (object.parts().getFirst().checksum().isPresent()) {
            int after =
                    Integer.parseInt(request.header("x-amz-part-number-marker").orElse("0"));
            int asked = Integer.parseInt(request.header("x-amz-max-parts").orElse("1000"));
            int most = Math.min(asked, state.pageSize);
            var rest = object.parts().stream()
                    .filter(part -> part.number() > after)
                    .toList();
            var page = rest.subList(0, Math.min(most, rest.size()));
            xml.add("PartNumberMarker", after)
                    .add(
                            "NextPartNumberMarker",
                            page.isEmpty() ? after : page.getLast().number())
                    .add("MaxParts", most)
                    .add("IsTruncated", page.size() < rest.size());
            for (StoredObject.Part part : page) {
                xml.begin("Part").add("PartNumber", part.number()).add("Size", part.size());
                object.checksum().ifPresent(whole -> xml.add(whole.algorithm().element(), part.checksum()));
                xml.end();
            }
        }
        xml.end();
    }

    Answer tagging(Incoming request) {
        Xml xml = Xml.of("Tagging").begin("TagSet");
        find(request)
                .description()
                .tags()
                .forEach((name, value) ->
                        xml.begin("Tag").add("Key", name).add("Value", value).end());
        return xml.answer(200);
    }
}
