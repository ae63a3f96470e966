package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The requests of multipart uploads (Amazon S3 API Reference, {@code CreateMultipartUpload} and those around it). */
final class MultipartCalls {
    /** The most parts of an upload. */
    static final int MOST_PARTS = 10_000;

    private static final String CHECKSUM_ALGORITHM = "x-amz-checksum-algorithm";
    private static final String CHECKSUM_TYPE = "x-amz-checksum-type";
    private static final String WHOLE = "FULL_OBJECT";

    private final S3Client client;
    private final ObjectOptions options;

    /** {@code options}: what is set for the object. */
    MultipartCalls(S3Client client, ObjectOptions options) {
        this.client = client;
        this.options = options;
    }

    /** The header field of a checksum. */
    static String checksumHeader(Algorithm algorithm) {
        return "x-amz-checksum-" + algorithm.label();
    }

    /**
     * An upload as it was created.
     *
     * @param checksum what S3 keeps of each part; empty where it keeps none
     * @param whole whether it keeps that of the whole object, and not one of those of the parts
     */
    record Created(String id, Optional<Algorithm> checksum, boolean whole) {}

    /** Creates an upload with what is set for the object. */
    Created create(ObjectName object, Headers headers, Optional<Algorithm> checksum, Scope scope)
            throws StoreException {
        var call = Call.of("POST", object).query("uploads").headers(headers).content(Bytes.none());
        checksum.ifPresent(algorithm -> call.header(CHECKSUM_ALGORITHM, algorithm.name())
                .header(CHECKSUM_TYPE, algorithm.combinable() ? WHOLE : "COMPOSITE"));
        try (var answer = client.ask(call, object, scope, 200);
                var xml = new Xml(answer, scope)) {
            xml.root();
            var id = xml.texts().getOrDefault("UploadId", "");
            xml.finish();
            if (id.isEmpty()) {
                throw new StoreException.Rejected(object, "the answer to CreateMultipartUpload names no upload");
            }
            var kept = checksum.filter(algorithm ->
                    answer.headers().first(CHECKSUM_ALGORITHM).orElse("").equalsIgnoreCase(algorithm.name()));
            boolean whole =
                    answer.headers().first(CHECKSUM_TYPE).orElse("").equalsIgnoreCase(WHOLE) && kept.isPresent();
            return new Created(id, kept, whole);
        }
    }

    /**
     * Sends a part and returns the header of the answer.
     *
     * @throws IOException a {@link StoreException} of S3's; whatever the body threw, unchanged
     */
    Headers put(
            ObjectName object,
            String id,
            int number,
            Headers headers,
            Request.Content body,
            String payload,
            Scope scope)
            throws IOException {
        var call = part(object, id, number).headers(headers).content(body, payload);
        try (var answer = client.send(call, object, scope, 200)) {
            answer.passOver(scope);
            return answer.headers();
        } catch (StoreException e) {
            throw told(object, e);
        }
    }

    /** A request that makes a part. */
    Call part(ObjectName object, String id, int number) {
        return Call.of("PUT", object)
                .query("partNumber", String.valueOf(number))
                .query("uploadId", id)
                .headers(options.forPart());
    }

    /** What a refusal means to somebody who has an upload under way. */
    static StoreException told(ObjectName object, StoreException failure) {
        if (S3Error.says(failure, "NoSuchUpload")) {
            return new StoreException.Conflict(
                    object,
                    "its multipart upload was removed meanwhile, by 'hawser clean', another run or a rule of the bucket; the same"
                            + " command starts over",
                    failure);
        }
        return failure;
    }

    /** A part as CompleteMultipartUpload names it; {@code checksum} in base64, empty for none. */
    record Named(int number, String etag, String checksum) {}

    /**
     * Puts the object together.
     *
     * @param headers conditions, and the checksum of the whole
     * @param body the {@link #listing} of its parts
     * @return the elements of the result, and a version id as {@code VersionId}
     * @throws StoreException also for an error behind a status of 200
     */
    Map<String, String> complete(ObjectName object, String id, Headers headers, Bytes body, Scope scope)
            throws StoreException {
        var call = Call.of("POST", object)
                .query("uploadId", id)
                .headers(options.forPart())
                .headers(headers)
                .content(body, body.sha256());
        return client.result(call, object, scope);
    }

    /** The body of {@link #complete}; {@code checksum} is what {@link Named#checksum} is. */
    static Bytes listing(List<Named> parts, Optional<Algorithm> checksum) {
        var xml = new StringBuilder(parts.size() * 128 + 128)
                .append("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (var part : parts) {
            xml.append("<Part><PartNumber>")
                    .append(part.number())
                    .append("</PartNumber><ETag>")
                    .append(escaped(part.etag()))
                    .append("</ETag>");
            if (checksum.isPresent() && !part.checksum().isEmpty()) {
                var element = "Checksum" + checksum.get().name();
                xml.append('<')
                        .append(element)
                        .append('>')
                        .append(part.checksum())
                        .append("</")
                        .append(element)
                        .append('>');
            }
            xml.append("</Part>");
        }
        return Bytes.of(xml.append("</CompleteMultipartUpload>").toString());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Removes an upload and its parts; one that is gone is fine. */
    void abort(ObjectName object, String id, Scope scope) throws StoreException {
        var call = Call.of("DELETE", object).query("uploadId", id).headers(options.forBucket());
        try (var answer = client.ask(call, object, scope, 200, 202, 204)) {
            answer.passOver(scope);
        } catch (StoreException.NotFound _) {
            // Somebody else has removed or completed it.
        }
    }

    /** The same; where it must not be removed, it stays. */
    void abortIfAllowed(ObjectName object, String id, Scope scope) throws StoreException {
        try {
            abort(object, id, scope);
        } catch (StoreException.Denied e) {
            System.getLogger("io.hawser")
                    .log(System.Logger.Level.WARNING, "an unfinished upload has to stay: " + e.getMessage());
        }
    }

    /** An upload that was neither completed nor aborted; texts are empty where the server does not tell. */
    record Listed(
            String key,
            String id,
            Optional<Instant> initiated,
            String checksum,
            String checksumType,
            String storageClass) {
        /** Whether nothing was set for the object, as far as a listing tells. */
        boolean plain() {
            return storageClass.isEmpty() || storageClass.equals("STANDARD");
        }
    }

    /** The uploads of one key. */
    List<Listed> uploads(ObjectName object, Scope scope) throws StoreException {
        var all = new ArrayList<Listed>();
        // Keys come in order, and of all that begin with this one, it is the first.
        uploads(object.bucket(), object.key(), scope, upload -> {
            boolean ours = upload.key().equals(object.key());
            if (ours) {
                all.add(upload);
            }
            return ours;
        });
        return all;
    }

    /** The uploads of one key; none where whoever may write must not list them. */
    List<Listed> uploadsSeen(ObjectName object, Scope scope) throws StoreException {
        try {
            return uploads(object, scope);
        } catch (StoreException.Denied | StoreException.Unsupported | StoreException.Rejected _) {
            return List.of();
        }
    }

    /** An upload without a part: the one that was created when the answer to that was lost. */
    Optional<Created> lost(ObjectName object, Scope scope) throws StoreException {
        for (var upload : uploadsSeen(object, scope)) {
            var parts = partsSeen(object, upload.id(), scope);
            if (parts.isPresent() && parts.get().all().isEmpty()) {
                return Optional.of(parts.get().upload(upload.id()));
            }
        }
        return Optional.empty();
    }

    /** Removes the upload that was created when the answer to that was lost. */
    void removeLost(ObjectName object, Scope scope) throws StoreException {
        var lost = lost(object, scope);
        if (lost.isPresent()) {
            abort(object, lost.get().id(), scope);
        }
    }

    /** Hands over the uploads of keys that begin with {@code prefix}, for as long as {@code taker} wants more. */
    void uploads(String bucket, String prefix, Scope scope, Predicate<Listed> taker) throws StoreException {
        var keyMarker = "";
        var idMarker = "";
        while (true) {
            var call = Call.ofBucket("GET", bucket)
                    .query("uploads")
                    .query("encoding-type", "url")
                    .headers(options.forBucket());
            if (!prefix.isEmpty()) {
                call.query("prefix", prefix);
            }
            if (!keyMarker.isEmpty()) {
                call.query("key-marker", keyMarker).query("upload-id-marker", idMarker);
            }
            var page = page(call, bucket, scope);
            for (var upload : page.uploads()) {
                if (!taker.test(upload)) {
                    return;
                }
            }
            if (!page.more()) {
                return;
            }
            if (page.key().isEmpty()
                    || page.key().equals(keyMarker) && page.id().equals(idMarker)) {
                throw new StoreException.Rejected(
                        ObjectName.location(bucket, prefix), "the listing of multipart uploads does not go on");
            }
            keyMarker = page.key();
            idMarker = page.id();
        }
    }

    private record Page(List<Listed> uploads, boolean more, String key, String id) {}

    private Page page(Call call, String bucket, Scope scope) throws StoreException {
        var uploads = new ArrayList<Listed>();
        boolean encoded = false;
        boolean more = false;
        var key = "";
        var id = "";
        try (var answer = client.ask(call, ObjectName.location(bucket, ""), scope, 200);
                var xml = new Xml(answer, scope)) {
            xml.root();
            for (var element = xml.next(); element != null; element = xml.next()) {
                switch (element) {
                    case "EncodingType" -> encoded = xml.text().equals("url");
                    case "IsTruncated" -> more = xml.text().equals("true");
                    case "NextKeyMarker" -> key = xml.text();
                    case "NextUploadIdMarker" -> id = xml.text();
                    case "Upload" -> uploads.add(upload(xml.texts()));
                    default -> xml.skip();
                }
            }
            xml.finish();
        }
        if (encoded) {
            uploads.replaceAll(upload -> new Listed(
                    UriCode.decode(upload.key()),
                    upload.id(),
                    upload.initiated(),
                    upload.checksum(),
                    upload.checksumType(),
                    upload.storageClass()));
            key = UriCode.decode(key);
        }
        return new Page(uploads, more, key, id);
    }

    private static Listed upload(Map<String, String> texts) {
        return new Listed(
                texts.getOrDefault("Key", ""),
                texts.getOrDefault("UploadId", ""),
                moment(texts.get("Initiated")),
                texts.getOrDefault("ChecksumAlgorithm", ""),
                texts.getOrDefault("ChecksumType", ""),
                texts.getOrDefault("StorageClass", ""));
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /**
     * A part that is there.
     *
     * @param etag in quotes
     * @param texts all that is said of it, such as {@code ChecksumCRC32C}
     */
    record Part(int number, long size, String etag, Optional<Instant> modified, Map<String, String> texts) {
        /** Its checksum in base64; empty where none is kept. */
        String checksum(Algorithm algorithm) {
            return texts.getOrDefault("Checksum" + algorithm.name(), "");
        }
    }

    /** The parts of an upload, in order, and what S3 keeps of them; texts are empty where the server does not tell. */
    record Parts(String checksum, String checksumType, List<Part> all) {
        /** Whether S3 keeps the checksum of the whole, and not one of those of the parts. */
        boolean whole() {
            return checksumType.equals(WHOLE);
        }

        /** The upload that they are of. */
        Created upload(String id) {
            return new Created(id, Algorithm.named(checksum), whole());
        }
    }

    /** The parts of an upload; empty when there is no such upload, or whoever may write must not list them. */
    Optional<Parts> partsSeen(ObjectName object, String id, Scope scope) throws StoreException {
        try {
            return Optional.of(parts(object, id, scope));
        } catch (StoreException.NotFound | StoreException.Denied | StoreException.Unsupported _) {
            return Optional.empty();
        }
    }

    /**
     * The parts of an upload.
     *
     * @throws StoreException.NotFound when there is no such upload
     */
    Parts parts(ObjectName object, String id, Scope scope) throws StoreException {
        var parts = new ArrayList<Part>();
        var checksum = "";
        var type = "";
        int marker = 0;
        while (true) {
            var call = Call.of("GET", object).query("uploadId", id).headers(options.forPart());
            if (marker > 0) {
                call.query("part-number-marker", String.valueOf(marker));
            }
            boolean more = false;
            int next = 0;
            try (var answer = client.ask(call, object, scope, 200);
                    var xml = new Xml(answer, scope)) {
                xml.root();
                for (var element = xml.next(); element != null; element = xml.next()) {
                    switch (element) {
                        case "IsTruncated" -> more = xml.text().equals("true");
                        case "NextPartNumberMarker" -> next = (int) number(object, xml.text());
                        case "ChecksumAlgorithm" -> checksum = xml.text();
                        case "ChecksumType" -> type = xml.text();
                        case "Part" -> parts.add(part(object, xml.texts()));
                        default -> xml.skip();
                    }
                }
                xml.finish();
            }
            if (!more) {
                parts.sort((a, b) -> Integer.compare(a.number(), b.number()));
                return new Parts(checksum, type, parts);
            }
            if (next <= marker) {
                throw new StoreException.Rejected(object, "the listing of its parts does not go on after " + marker);
            }
            marker = next;
        }
    }

    private static Part part(ObjectName object, Map<String, String> texts) throws StoreException {
        return new Part(
                (int) number(object, texts.getOrDefault("PartNumber", "")),
                number(object, texts.getOrDefault("Size", "")),
                ObjectState.quoted(texts.getOrDefault("ETag", "")),
                moment(texts.get("LastModified")),
                texts);
    }

    private static long number(ObjectName object, String text) throws StoreException {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new StoreException.Rejected(object, "the listing of its parts has no number where one must be", e);
        }
    }
}
