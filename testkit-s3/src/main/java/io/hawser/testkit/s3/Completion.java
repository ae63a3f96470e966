package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Headers;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** CompleteMultipartUpload. */
final class Completion {
    private final ServerState state;
    private final MultipartUploads uploads;

    Completion(ServerState state, MultipartUploads uploads) {
        this.state = state;
        this.uploads = uploads;
    }

    Answer complete(Incoming request) throws IOException {
        S3Bucket bucket = state.bucket(request);
        PendingUpload upload = uploads.find(request);
        S3Bucket.Condition condition = Conditions.ofWriting(request);
        Element root = Xml.parse(
                Payload.read(justTheContent(request), state.spool).content().bytes());
        List<PendingUpload.Part> parts = parts(upload, Xml.children(root, "Part"));
        Content content = new JoinedContent(
                parts.stream().map(PendingUpload.Part::content).toList());
        checkSize(request, content.size());
        Optional<ObjectChecksum> checksum = checksum(upload, parts, content);
        if (checksum.isPresent()) {
            verify(request, checksum.get());
        }
        List<StoredObject.Part> kept = new ArrayList<>();
        for (PendingUpload.Part part : parts) {
            kept.add(new StoredObject.Part(
                    kept.size() + 1, part.content().size(), upload.algorithm().flatMap(_ -> part.checksum())));
        }
        StoredObject stored;
        // A second request to complete must not make a second version.
        synchronized (bucket) {
            uploads.find(request);
            stored = bucket.add(
                    new StoredObject(
                            upload.key(),
                            "",
                            content,
                            etag(parts, upload),
                            state.now(),
                            upload.description(),
                            checksum,
                            kept,
                            false),
                    condition);
            bucket.forget(upload);
        }
        Xml xml = Xml.of("CompleteMultipartUploadResult")
                .add(
                        "Location",
                        "http://" + request.header("Host").orElse("")
                                + request.http().path())
                .add("Bucket", bucket.name())
                .add("Key", upload.key())
                .add("ETag", stored.etag());
        if (upload.algorithm().isPresent() && checksum.isPresent()) {
            xml.add(checksum.get().algorithm().element(), checksum.get().value())
                    .add("ChecksumType", checksum.get().type());
        }
        Answer answer = xml.answer(200);
        for (Headers.Field field :
                ObjectWriting.written(bucket, stored).without("ETag").fields()) {
            answer = answer.with(field.name(), field.value());
        }
        return answer;
    }

    /** The checksum in the header fields is that of the object, not of this request's content. */
    private static Incoming justTheContent(Incoming request) {
        Headers headers = request.http().headers();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            headers = headers.without(algorithm.header());
        }
        return new Incoming(request.http().withHeaders(headers), request.s3(), request.signer());
    }

    private List<PendingUpload.Part> parts(PendingUpload upload, List<Element> named) {
        if (named.isEmpty() || named.size() > MultipartUploads.MOST_PARTS) {
            throw S3Error.malformedXml();
        }
        List<PendingUpload.Part> parts = new ArrayList<>();
        for (Element element : named) {
            int number;
            try {
                number = Integer.parseInt(Xml.child(element, "PartNumber").orElse(""));
            } catch (NumberFormatException _) {
                throw S3Error.malformedXml();
            }
            if (!parts.isEmpty() && parts.getLast().number() >= number) {
                throw new S3Error(
                        400,
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order. Parts must be ordered by part number.");
            }
            PendingUpload.Part part = upload.parts().get(number);
            String etag = Xml.child(element, "ETag").orElse("");
            if (part == null || !part.etag().equals("\"" + etag.replace("\"", "") + "\"")) {
                throw invalidPart(number, etag);
            }
            checkChecksum(upload, element, part);
            parts.add(part);
        }
        for (PendingUpload.Part part : parts.subList(0, parts.size() - 1)) {
            if (part.content().size() < state.leastPart) {
                throw new S3Error(
                                400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
                        .element("ProposedSize", Long.toString(part.content().size()))
                        .element("MinSizeAllowed", Long.toString(state.leastPart))
                        .element("PartNumber", Integer.toString(part.number()));
            }
        }
        return parts;
    }

    private static void checkChecksum(PendingUpload upload, Element element, PendingUpload.Part part) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> given = Xml.child(element, algorithm.element());
            if (upload.algorithm().equals(Optional.of(algorithm))) {
                if (given.isEmpty() && upload.type() == ObjectChecksum.Type.COMPOSITE) {
                    throw S3Error.invalidRequest("The upload was created using a " + SigV4.lower(algorithm.name())
                            + " checksum. The complete request must include the checksum for each part. It was missing"
                            + " for part " + part.number() + " in the request.");
                }
                if (given.isPresent() && !given.equals(part.checksum())) {
                    throw invalidPart(part.number(), part.etag());
                }
            } else if (given.isPresent()) {
                throw new S3Error(
                        400,
                        "BadDigest",
                        "The " + SigV4.lower(algorithm.name()) + " you specified for part " + part.number()
                                + " did not match what we received.");
            }
        }
    }

    private static S3Error invalidPart(int number, String etag) {
        return new S3Error(
                        400,
                        "InvalidPart",
                        "One or more of the specified parts could not be found. The part may not have been uploaded, or"
                                + " the specified entity tag may not match the part's entity tag.")
                .element("PartNumber", Integer.toString(number))
                .element("ETag", etag);
    }

    private static void checkSize(Incoming request, long size) {
        Optional<String> given = request.header("x-amz-mp-object-size");
        if (given.isPresent() && Long.parseLong(given.get()) != size) {
            throw S3Error.invalidRequest("The provided 'x-amz-mp-object-size' header value " + given.get()
                    + " does not match what was computed: " + size);
        }
    }

    private Optional<ObjectChecksum> checksum(PendingUpload upload, List<PendingUpload.Part> parts, Content content) {
        if (upload.algorithm().isEmpty() && !state.checksums) {
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm = upload.algorithm().orElse(ChecksumAlgorithm.CRC64NVME);
        if (upload.type() == ObjectChecksum.Type.FULL_OBJECT) {
            return Optional.of(ObjectChecksum.of(algorithm, content));
        }
        List<String> values =
                parts.stream().map(part -> part.checksum().orElseThrow()).toList();
        return Optional.of(ObjectChecksum.of(algorithm, upload.type(), algorithm.composite(values)));
    }

    private static void verify(Incoming request, ObjectChecksum checksum) {
        Optional<String> type = request.header("x-amz-checksum-type");
        if (type.isPresent() && !type.get().equals(checksum.type().name())) {
            throw S3Error.invalidRequest("The upload was created using the " + checksum.type()
                    + " checksum mode. The complete request must use the same checksum mode.");
        }
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> given = request.header(algorithm.header());
            if (given.isPresent()
                    && (algorithm != checksum.algorithm() || !given.get().equals(checksum.value()))) {
                throw S3Error.badDigest(algorithm.name());
            }
        }
    }

    private static String etag(List<PendingUpload.Part> parts, PendingUpload upload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            parts.forEach(part -> digest.update(HexFormat.of().parseHex(part.md5())));
            String md5 = HexFormat.of().formatHex(digest.digest());
            String quoted = StoredObject.etag(md5, upload.description().encryption());
            return quoted.substring(0, quoted.length() - 1) + "-" + parts.size() + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
