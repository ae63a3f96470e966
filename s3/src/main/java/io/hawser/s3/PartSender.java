package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import io.hawser.store.Part;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.Optional;

/**
 * Sends parts and insists on proof that the server has what was sent: the checksum that its answer repeats, an ETag that is the MD5, or an MD5 sent along for the
 * server to compare.
 */
final class PartSender {
    static final String CONTENT_MD5 = "Content-MD5";

    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final String IN_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    private final S3Target target;
    private final MultipartCalls calls;
    private final MultipartCalls.Created upload;

    PartSender(S3Target target, MultipartCalls.Created upload) {
        this.target = target;
        this.calls = target.calls();
        this.upload = upload;
    }

    /** Sends a part that is in memory. */
    DonePart send(int number, ByteRange range, PartMemory memory, Scope scope) throws StoreException {
        boolean withMd5 = upload.checksum().isEmpty() || target.abilities().needsContentMd5();
        while (true) {
            var sums = PartSums.of(memory, upload.checksum(), withMd5);
            var checksum = sums.checksum();
            var headers = headers(checksum);
            sums.md5().ifPresent(md5 -> headers.set(CONTENT_MD5, md5.base64()));
            var answer = put(number, headers, memory.body(scope), Call.UNSIGNED, scope);
            boolean proved = withMd5
                    || proved(answer, checksum, upload.checksum())
                    || etag(answer).equals(PartSums.md5(memory).etag());
            if (proved) {
                return done(number, range, sums, checksum, answer);
            }
            target.abilities().provesNothing();
            withMd5 = true;
        }
    }

    private Headers headers(Optional<String> checksum) {
        var headers = new Headers();
        checksum.ifPresent(value ->
                headers.set(MultipartCalls.checksumHeader(upload.checksum().orElseThrow()), value));
        return headers;
    }

    private Headers put(int number, Headers headers, Request.Content body, String payload, Scope scope)
            throws StoreException {
        try {
            return calls.put(target.object(), upload.id(), number, headers, body, payload, scope);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private DonePart done(int number, ByteRange range, PartSums sums, Optional<String> checksum, Headers answer)
            throws StoreException {
        var etag = etag(answer);
        if (etag.isEmpty()) {
            throw new StoreException.Rejected(target.object(), "the answer to UploadPart has no ETag");
        }
        return new DonePart(number, range, sums.crc32c(), etag, checksum.orElse(""));
    }

    static String etag(Headers answer) {
        return ObjectState.quoted(answer.first("ETag").orElse(""));
    }

    /**
     * Whether an answer repeats the checksum of what was sent.
     *
     * @throws StoreException.Unavailable when it tells another one
     */
    private boolean proved(Headers answer, Optional<String> sent, Optional<Algorithm> algorithm) throws StoreException {
        return repeats(target.object(), answer, sent, algorithm);
    }

    static boolean repeats(Object where, Headers answer, Optional<String> sent, Optional<Algorithm> algorithm)
            throws StoreException {
        if (sent.isEmpty()) {
            return false;
        }
        var told = answer.first(MultipartCalls.checksumHeader(algorithm.orElseThrow()));
        if (told.isPresent() && !told.get().equals(sent.get())) {
            throw new StoreException.Unavailable(
                    where, "the server got other bytes than were sent: their checksum differs");
        }
        return told.isPresent();
    }

    /** Sends a part as it comes from the source; it cannot be sent again from here. */
    DonePart stream(int number, Part part, Scope scope) throws IOException {
        var abilities = target.abilities();
        boolean trailer = upload.checksum().isPresent() && abilities.trailers();
        boolean withMd5 = !trailer || !abilities.tellsChecksums();
        var sums = new PartSums(upload.checksum(), withMd5);
        var body = new StreamedPart(
                part, sums, trailer ? upload.checksum().map(MultipartCalls::checksumHeader) : Optional.empty(), scope);
        var headers = new Headers();
        if (trailer) {
            headers.set("Content-Encoding", "aws-chunked")
                    .set(
                            "x-amz-trailer",
                            MultipartCalls.checksumHeader(upload.checksum().orElseThrow()))
                    .set(
                            "x-amz-decoded-content-length",
                            String.valueOf(part.range().length()));
        }
        Headers answer;
        try {
            answer = calls.put(
                    target.object(), upload.id(), number, headers, body, trailer ? IN_TRAILER : Call.UNSIGNED, scope);
        } catch (StoreException e) {
            if (trailer && refusesCoding(e)) {
                abilities.withoutTrailers();
                throw new StoreException.Unavailable(
                        target.object(), "the server takes no checksum behind a part; once more without", e);
            }
            throw e;
        }
        var checksum = body.checksum();
        compare(answer, checksum, sums, trailer, withMd5);
        return done(number, part.range(), sums, checksum, answer);
    }

    private static boolean refusesCoding(StoreException failure) {
        return failure instanceof StoreException.Unsupported
                || S3Error.in(failure)
                        .filter(error -> error.status() == 400
                                && error.message().matches("(?is).*(trailer|chunk|x-amz-content-sha256|streaming).*"))
                        .isPresent();
    }

    private void compare(Headers answer, Optional<String> checksum, PartSums sums, boolean trailer, boolean withMd5)
            throws StoreException {
        var abilities = target.abilities();
        if (proved(answer, checksum, upload.checksum())) {
            abilities.hasToldChecksum();
            return;
        }
        if (!withMd5) {
            abilities.hasToldNoChecksum();
            throw new StoreException.Unavailable(target.object(), "the answer does not prove what came; once more");
        }
        var etag = etag(answer);
        if (isMd5(answer, etag) && !etag.equals(sums.md5().orElseThrow().etag())) {
            if (trailer) {
                // It may have stored the coding with the bytes.
                abilities.withoutTrailers();
            }
            throw new StoreException.Unavailable(
                    target.object(), "the server got other bytes than were sent: the part's ETag is not their MD5");
        }
    }

    private boolean isMd5(Headers answer, String etag) {
        boolean plain = answer.first(ENCRYPTION).orElse("AES256").equals("AES256")
                && !target.options().encrypted();
        return plain && etag.matches("\"\\p{XDigit}{32}\"");
    }
}
