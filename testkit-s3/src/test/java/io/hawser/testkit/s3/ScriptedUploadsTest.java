package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptedUploadsTest extends WithServer {
    private static final Content FIRST = Content.random(1, 100_000);
    private static final Content SECOND = Content.random(2, 100_001);
    private static final Content LAST = Content.random(3, 3);
    private static final Content WHOLE = new JoinedContent(List.of(FIRST, SECOND, LAST));

    @BeforeEach
    void takeSmallParts() {
        server.withLeastPart(100_000);
    }

    private String begin(String... headers) throws IOException {
        S3Call call = post("key").query("uploads", "");
        for (int i = 0; i < headers.length; i += 2) {
            call = call.header(headers[i], headers[i + 1]);
        }
        return ok(call).one("UploadId");
    }

    private static S3Call part(String id, int number, Content content) {
        return put("key")
                .query("uploadId", id)
                .query("partNumber", Integer.toString(number))
                .with(content);
    }

    /** Uploads the three parts, with checksums where there is an algorithm; gives the XML of each. */
    private List<String> parts(String id, List<ChecksumAlgorithm> algorithms) throws IOException {
        Map<Integer, String> parts = new TreeMap<>();
        for (var part : List.of(Map.entry(3, LAST), Map.entry(1, FIRST), Map.entry(2, SECOND))) {
            S3Call call = part(id, part.getKey(), part.getValue());
            String checksum = "";
            for (ChecksumAlgorithm algorithm : algorithms) {
                call = call.header(algorithm.header(), algorithm.of(part.getValue()));
                checksum = "<" + algorithm.element() + ">" + algorithm.of(part.getValue()) + "</" + algorithm.element()
                        + ">";
            }
            parts.put(
                    part.getKey(),
                    "<Part><PartNumber>" + part.getKey() + "</PartNumber><ETag>" + ok(call).header("ETag") + "</ETag>"
                            + checksum + "</Part>");
        }
        return new ArrayList<>(parts.values());
    }

    private static S3Call complete(String id, List<String> parts) {
        return post("key")
                .query("uploadId", id)
                .with("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + String.join("", parts) + "</CompleteMultipartUpload>");
    }

    private static String composite(ChecksumAlgorithm algorithm) {
        return algorithm.composite(
                List.of(FIRST, SECOND, LAST).stream().map(algorithm::of).toList());
    }

    @Test
    void compositeChecksumsAreVerifiedAndKept() throws IOException {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (algorithm == ChecksumAlgorithm.CRC64NVME) {
                continue;
            }
            String id = begin("x-amz-checksum-algorithm", algorithm.name());
            refused(400, "BadDigest", part(id, 1, FIRST).header(algorithm.header(), algorithm.of(SECOND)));
            refused(400, "InvalidRequest", part(id, 1, FIRST));
            List<String> parts = parts(id, List.of(algorithm));
            List<String> bare = parts.stream()
                    .map(text -> text.replaceFirst("<Checksum.*</Checksum\\w+>", ""))
                    .toList();
            refused(400, "InvalidRequest", complete(id, bare));
            refused(400, "BadDigest", complete(id, parts).header(algorithm.header(), algorithm.of(WHOLE)));
            refused(400, "InvalidRequest", complete(id, parts).header("x-amz-checksum-type", "FULL_OBJECT"));
            RawS3.Reply done = ok(complete(id, parts).header(algorithm.header(), composite(algorithm)));
            assertThat(done.one(algorithm.element())).isEqualTo(composite(algorithm));
            RawS3.Reply head = ok(head("key").header("x-amz-checksum-mode", "ENABLED"));
            assertThat(head.header(algorithm.header())).isEqualTo(composite(algorithm));
            assertThat(head.header("x-amz-checksum-type")).isEqualTo("COMPOSITE");
            assertThat(server.mismatch(BUCKET, "key", WHOLE)).isEmpty();
        }
    }

    @Test
    void wholeChecksumsAreVerifiedAndKept() throws IOException {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            S3Call create = post("key")
                    .query("uploads", "")
                    .header("x-amz-checksum-algorithm", algorithm.name())
                    .header("x-amz-checksum-type", "FULL_OBJECT");
            if (!algorithm.canBeWhole()) {
                refused(400, "InvalidRequest", create);
                continue;
            }
            String id = ok(create).one("UploadId");
            List<String> parts = parts(id, List.of(algorithm));
            refused(400, "BadDigest", complete(id, parts).header(algorithm.header(), algorithm.of(FIRST)));
            ok(complete(id, parts)
                    .header(algorithm.header(), algorithm.of(WHOLE))
                    .header("x-amz-checksum-type", "FULL_OBJECT")
                    .header("x-amz-mp-object-size", Long.toString(WHOLE.size())));
            RawS3.Reply head = ok(head("key").header("x-amz-checksum-mode", "ENABLED"));
            assertThat(head.header(algorithm.header())).isEqualTo(algorithm.of(WHOLE));
            assertThat(head.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
        }
        refused(
                400,
                "InvalidRequest",
                post("key")
                        .query("uploads", "")
                        .header("x-amz-checksum-algorithm", "CRC64NVME")
                        .header("x-amz-checksum-type", "COMPOSITE"));
    }

    @Test
    void anUploadWithoutAnAlgorithmHasTheCrc64OfTheWhole() throws IOException {
        String id = begin();
        refused(
                400,
                "InvalidRequest",
                part(id, 1, FIRST).header("x-amz-checksum-sha256", ChecksumAlgorithm.SHA256.of(FIRST)));
        List<String> parts = parts(id, List.of());
        refused(400, "InvalidRequest", complete(id, parts).header("x-amz-mp-object-size", "1"));
        ok(complete(id, parts));
        assertThat(ok(head("key").header("x-amz-checksum-mode", "ENABLED")).header("x-amz-checksum-crc64nvme"))
                .isEqualTo(ChecksumAlgorithm.CRC64NVME.of(WHOLE));
    }

    @Test
    void completionIsStrict() throws IOException {
        String id = begin("x-amz-meta-a", "b");
        List<String> parts = parts(id, List.of());
        refused(400, "InvalidPartOrder", complete(id, List.of(parts.get(1), parts.get(0))));
        refused(400, "MalformedXML", complete(id, List.of()));
        refused(400, "MalformedXML", complete(id, parts).with("no XML"));
        refused(400, "InvalidPart", complete(id, List.of(parts.get(0).replace("<ETag>", "<ETag>0"))));
        refused(400, "InvalidPart", complete(id, List.of(parts.get(0).replace(">1<", ">7<"))));
        server.withLeastPart(100_001);
        refused(400, "EntityTooSmall", complete(id, parts));
        server.withLeastPart(100_000);
        server.put(BUCKET, "key", Content.text("old"));
        refused(412, "PreconditionFailed", complete(id, parts).header("If-None-Match", "*"));
        assertThat(server.get(BUCKET, "key").orElseThrow().bytes()).asString().isEqualTo("old");
        assertThat(server.uploads(BUCKET)).containsExactly(new S3Server.UnfinishedUpload("key", id));
        server.delete(BUCKET, "key");

        // Parts that are not named do not become part of the object.
        ok(complete(id, List.of(parts.get(0), parts.get(2))).header("If-None-Match", "*"));
        assertThat(server.mismatch(BUCKET, "key", new JoinedContent(List.of(FIRST, LAST))))
                .isEmpty();
        assertThat(ok(head("key")).header("x-amz-meta-a")).isEqualTo("b");
        refused(404, "NoSuchUpload", complete(id, parts));
        refused(404, "NoSuchUpload", part(id, 1, FIRST));
        assertThat(server.uploads(BUCKET)).isEmpty();
    }

    @Test
    void partsAreReplacedAndListed() throws IOException {
        server.withPages(2);
        String id = begin("x-amz-checksum-algorithm", "CRC32C");
        parts(id, List.of(ChecksumAlgorithm.CRC32C));
        String crc = ChecksumAlgorithm.CRC32C.of(LAST);
        String etag = ok(part(id, 2, LAST).header("x-amz-checksum-crc32c", crc)).header("ETag");
        S3Call list = get("key").query("uploadId", id);
        RawS3.Reply page = ok(list);
        assertThat(page.all("PartNumber")).containsExactly("1", "2");
        assertThat(page.all("ETag")).endsWith(etag);
        assertThat(page.all("Size")).containsExactly("100000", "3");
        assertThat(page.all("ChecksumCRC32C")).endsWith(crc);
        assertThat(page.one("IsTruncated")).isEqualTo("true");
        RawS3.Reply rest = ok(list.query("part-number-marker", page.one("NextPartNumberMarker")));
        assertThat(rest.all("PartNumber")).containsExactly("3");
        assertThat(rest.one("IsTruncated")).isEqualTo("false");
        refused(400, "InvalidArgument", part(id, 0, LAST));
        refused(400, "InvalidArgument", part(id, 10_001, LAST));
    }

    @Test
    void uploadsAreListedInPagesAndAborted() throws IOException {
        server.withPages(2);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(begin());
        }
        assertThat(server.raw().uploads(BUCKET))
                .extracting(S3Server.UnfinishedUpload::id)
                .isEqualTo(ids);
        for (String id : ids) {
            ok(S3Call.of("DELETE", BUCKET, "key").query("uploadId", id));
        }
        assertThat(server.raw().uploads(BUCKET)).isEmpty();
        refused(404, "NoSuchUpload", S3Call.of("DELETE", BUCKET, "key").query("uploadId", ids.getFirst()));
        refused(404, "NoSuchUpload", get("key").query("uploadId", ids.getFirst()));
    }

    @Test
    void partsAreCopied() throws IOException {
        server.put(BUCKET, "from", WHOLE);
        String id = begin("x-amz-checksum-algorithm", "SHA256");
        S3Call copy = put("key")
                .query("uploadId", id)
                .query("partNumber", "1")
                .header("x-amz-copy-source", "/" + BUCKET + "/from");
        RawS3.Reply copied = ok(copy.header("x-amz-copy-source-range", "bytes=5-100004"));
        Content piece = WHOLE.slice(5, 100_000);
        assertThat(copied.one("ETag")).isEqualTo("\"" + piece.digest("MD5") + "\"");
        assertThat(copied.one("ChecksumSHA256")).isEqualTo(ChecksumAlgorithm.SHA256.of(piece));
        refused(400, "InvalidArgument", copy.header("x-amz-copy-source-range", "bytes=5-200004"));
        refused(412, "PreconditionFailed", copy.header("x-amz-copy-source-if-match", "\"other\""));
        refused(404, "NoSuchKey", copy.header("x-amz-copy-source", BUCKET + "/missing"));
    }
}
