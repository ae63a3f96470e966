package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** CreateMultipartUpload, UploadPart, UploadPartCopy, AbortMultipartUpload and ListParts. */
final class MultipartUploads {
    static final int MOST_PARTS = 10_000;

    private final ServerState state;

    MultipartUploads(ServerState state) {
        this.state = state;
    }

    PendingUpload find(Incoming request) {
        String id = request.parameter("uploadId").orElse("");
        return state.bucket(request).upload(request.key(), id).orElseThrow(() -> S3Error.noSuchUpload(id));
    }

    Answer create(Incoming request) {
        S3Bucket bucket = state.bucket(request);
        ObjectWriting.checkKey(request.key());
        Optional<String> named = request.header("x-amz-checksum-algorithm");
        Optional<ChecksumAlgorithm> algorithm = named.flatMap(ChecksumAlgorithm::named);
        if (named.isPresent() && algorithm.isEmpty()) {
            throw S3Error.invalidRequest(
                    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32,"
                            + " CRC32C, CRC64NVME, SHA1, SHA256]");
        }
        PendingUpload upload = new PendingUpload(
                request.key(),
                state.newUploadId(),
                state.now(),
                Description.asked(request),
                algorithm,
                type(request, algorithm));
        bucket.begin(upload);
        Headers headers = upload.description().encryption().addTo(Headers.none());
        if (algorithm.isPresent()) {
            headers = headers.and("x-amz-checksum-algorithm", algorithm.get().name())
                    .and("x-amz-checksum-type", upload.type().name());
        }
        Answer answer = Xml.of("InitiateMultipartUploadResult")
                .add("Bucket", bucket.name())
                .add("Key", upload.key())
                .add("UploadId", upload.id())
                .answer(200);
        for (Headers.Field field : headers.fields()) {
            answer = answer.with(field.name(), field.value());
        }
        return answer;
    }

    private static ObjectChecksum.Type type(Incoming request, Optional<ChecksumAlgorithm> algorithm) {
        Optional<String> asked = request.header("x-amz-checksum-type");
        ChecksumAlgorithm kept = algorithm.orElse(ChecksumAlgorithm.CRC64NVME);
        if (asked.isPresent() && algorithm.isEmpty()) {
            throw S3Error.invalidRequest(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }
        ObjectChecksum.Type usual =
                kept == ChecksumAlgorithm.CRC64NVME ? ObjectChecksum.Type.FULL_OBJECT : ObjectChecksum.Type.COMPOSITE;
        ObjectChecksum.Type type = asked.map(name ->
                        name.equals("FULL_OBJECT") ? ObjectChecksum.Type.FULL_OBJECT : ObjectChecksum.Type.COMPOSITE)
                .orElse(usual);
        boolean possible =
                type == ObjectChecksum.Type.FULL_OBJECT ? kept.canBeWhole() : kept != ChecksumAlgorithm.CRC64NVME;
        if (!possible) {
            throw S3Error.invalidRequest("The " + type + " checksum type cannot be used with the "
                    + SigV4.lower(kept.name()) + " checksum algorithm.");
        }
        return type;
    }

    private static int number(Incoming request) {
        int number = request.number("partNumber", 0);
        if (number < 1 || number > MOST_PARTS) {
            throw S3Error.invalidArgument("Part number must be an integer between 1 and 10000, inclusive");
        }
        return number;
    }

    Answer part(Incoming request) throws IOException {
        PendingUpload upload = find(request);
        int number = number(request);
        upload.description().encryption().permit(request);
        Payload payload = Payload.read(request, state.spool);
        Optional<ChecksumAlgorithm> given = payload.checksum().map(Payload.Given::algorithm);
        boolean free = upload.algorithm()
                .filter(wanted -> wanted != ChecksumAlgorithm.CRC64NVME)
                .isEmpty();
        if (!given.equals(upload.algorithm()) && !(given.isEmpty() && free)) {
            throw S3Error.invalidRequest("Checksum Type mismatch occurred, expected checksum Type: "
                    + name(upload.algorithm()) + ", actual checksum Type: " + name(given));
        }
        Optional<String> checksum = payload.checksum()
                .map(Payload.Given::value)
                .or(() -> upload.algorithm().map(_ -> payload.crc64()));
        PendingUpload.Part part = part(upload, number, payload.content(), payload.md5(), checksum);
        // Between the look-up and now the upload may have ended.
        find(request).parts().put(number, part);
        Headers headers = upload.description().encryption().addTo(Headers.none().and("ETag", part.etag()));
        if (payload.checksum().isPresent()) {
            headers = headers.and(given.orElseThrow().header(), checksum.orElseThrow());
        }
        return Answer.status(200).withHeaders(headers);
    }

    private static String name(Optional<ChecksumAlgorithm> algorithm) {
        return algorithm.map(each -> SigV4.lower(each.name())).orElse("null");
    }

    private PendingUpload.Part part(
            PendingUpload upload, int number, Content content, String md5, Optional<String> checksum) {
        String etag = StoredObject.etag(md5, upload.description().encryption());
        return new PendingUpload.Part(number, content, md5, etag, state.now(), checksum);
    }

    Answer partCopy(Incoming request) {
        PendingUpload upload = find(request);
        int number = number(request);
        Content piece = CopySource.of(request, state).piece(request);
        PendingUpload.Part part = part(
                upload, number, piece, piece.digest("MD5"), upload.algorithm().map(algorithm -> algorithm.of(piece)));
        find(request).parts().put(number, part);
        Xml xml = Xml.of("CopyPartResult").add("LastModified", part.modified()).add("ETag", part.etag());
        upload.algorithm().ifPresent(algorithm -> xml.add(algorithm.element(), part.checksum()));
        return xml.answer(200);
    }

    Answer abort(Incoming request) {
        state.bucket(request).forget(find(request));
        return Answer.status(204);
    }

    Answer list(Incoming request) {
        PendingUpload upload = find(request);
        int marker = request.number("part-number-marker", 0);
        int most = state.page(request, "max-parts");
        List<PendingUpload.Part> rest = upload.after(marker);
        List<PendingUpload.Part> page = rest.subList(0, Math.min(most, rest.size()));
        Xml xml = Xml.of("ListPartsResult")
                .add("Bucket", request.bucket())
                .add("Key", upload.key())
                .add("UploadId", upload.id())
                .add("StorageClass", upload.description().storageClass())
                .add("PartNumberMarker", marker)
                .add(
                        "NextPartNumberMarker",
                        page.isEmpty() ? marker : page.getLast().number())
                .add("MaxParts", most)
                .add("IsTruncated", page.size() < rest.size())
                .add("ChecksumAlgorithm", upload.algorithm())
                .add("ChecksumType", upload.algorithm().map(_ -> upload.type()));
        for (PendingUpload.Part part : page) {
            xml.begin("Part")
                    .add("PartNumber", part.number())
                    .add("LastModified", part.modified())
                    .add("ETag", part.etag())
                    .add("Size", part.content().size());
            upload.algorithm().ifPresent(algorithm -> xml.add(algorithm.element(), part.checksum()));
            xml.end();
        }
        return xml.answer(200);
    }
}
