package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import io.hawser.testkit.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A content that came with a request and is what the request says of it.
 *
 * @param md5 of the content, in lower-case hexadecimal
 * @param checksum the one that came with it
 * @param crc64 what S3 would keep where none came
 */
record Payload(Content content, String md5, Optional<Given> checksum, String crc64) {
    private static final long LARGEST = 5L << 30;

    /** A checksum that came with a content, and was right. */
    record Given(ChecksumAlgorithm algorithm, String value) {}

    /** Reads the content of a request; nothing of it is kept where something is wrong. */
    static Payload read(Incoming request, Spool spool) throws IOException {
        String declared = request.header("x-amz-content-sha256").orElse(S3Call.UNSIGNED);
        boolean chunked = declared.startsWith("STREAMING-");
        Optional<ChecksumAlgorithm> algorithm = algorithm(request);
        long length = length(request, chunked);
        Optional<ChunkSignatures> signatures = declared.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                ? request.signer().map(ChunkSignatures::new)
                : Optional.empty();
        AwsChunkedStream coded = new AwsChunkedStream(request.http().body(), signatures);
        InputStream body = chunked ? coded : request.http().body();

        ChecksumAlgorithm.Sum md5 = ChecksumAlgorithm.digest("MD5");
        Map<ChecksumAlgorithm, ChecksumAlgorithm.Sum> sums = new EnumMap<>(ChecksumAlgorithm.class);
        ChecksumAlgorithm kept = algorithm.orElse(ChecksumAlgorithm.CRC64NVME);
        sums.put(kept, kept.start());
        boolean signed = !chunked && !declared.equals(S3Call.UNSIGNED);
        if (signed) {
            sums.put(ChecksumAlgorithm.SHA256, ChecksumAlgorithm.SHA256.start());
        }
        List<ChecksumAlgorithm.Sum> all = new ArrayList<>(sums.values());
        all.add(md5);
        Content content = spool.keep(body, all);

        if (content.size() != length) {
            throw new S3Error(
                    400,
                    "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        byte[] md5Value = md5.value();
        if (request.header("Content-MD5")
                .filter(given -> !given.equals(Base64.getEncoder().encodeToString(md5Value)))
                .isPresent()) {
            throw S3Error.badDigest("Content-MD5");
        }
        Map<ChecksumAlgorithm, byte[]> values = new EnumMap<>(ChecksumAlgorithm.class);
        sums.forEach((each, sum) -> values.put(each, sum.value()));
        if (signed
                && !HexFormat.of()
                        .formatHex(values.get(ChecksumAlgorithm.SHA256))
                        .equals(declared)) {
            throw new S3Error(
                    400,
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        String value = Base64.getEncoder().encodeToString(values.get(kept));
        if (algorithm.isPresent()) {
            verify(request, coded, algorithm.get(), value);
        }
        return new Payload(
                content,
                HexFormat.of().formatHex(md5Value),
                algorithm.map(each -> new Given(each, value)),
                algorithm.isEmpty() ? value : "");
    }

    /** The algorithm of the checksum that comes with a request, before its content or behind it. */
    private static Optional<ChecksumAlgorithm> algorithm(Incoming request) {
        String trailer = SigV4.lower(request.header("x-amz-trailer").orElse(""));
        List<ChecksumAlgorithm> given = Arrays.stream(ChecksumAlgorithm.values())
                .filter(each -> request.header(each.header()).isPresent() || trailer.equals(each.header()))
                .toList();
        if (given.size() > 1) {
            throw S3Error.invalidRequest(
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not" + " allowed.");
        }
        if (given.isEmpty() && request.header("x-amz-sdk-checksum-algorithm").isPresent()) {
            throw S3Error.invalidRequest("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-*"
                    + " or x-amz-trailer headers were found.");
        }
        return given.stream().findFirst();
    }

    private static long length(Incoming request, boolean chunked) {
        Optional<String> text = request.header(chunked ? "x-amz-decoded-content-length" : "Content-Length");
        if (text.isEmpty()) {
            throw new S3Error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
        }
        long length = Long.parseLong(text.get());
        if (length > LARGEST) {
            throw new S3Error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
        }
        return length;
    }

    private static void verify(Incoming request, AwsChunkedStream coded, ChecksumAlgorithm algorithm, String right) {
        Optional<String> given = request.header(algorithm.header())
                .or(() -> Optional.ofNullable(coded.trailer().get(algorithm.header())));
        if (given.isEmpty()) {
            throw new S3Error(
                    400, "MalformedTrailerError", "The request contained trailing data that was not well-formed");
        }
        if (!given.get().equals(right)) {
            throw S3Error.badDigest(algorithm.name());
        }
    }
}
