package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptedObjectsTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 300_000);
    private static final String MODE = "x-amz-checksum-mode";

    @Test
    void checksumsInHeaderFieldsAreVerifiedAndKept() throws IOException {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String right = algorithm.of(CONTENT);
            String wrong = algorithm.of(CONTENT.flippedAt(299_999));
            refused(400, "BadDigest", put("checked").with(CONTENT).header(algorithm.header(), wrong));
            assertThat(server.object(BUCKET, "checked")).isEmpty();
            RawS3.Reply stored = ok(put("checked").with(CONTENT).header(algorithm.header(), right));
            assertThat(stored.header(algorithm.header())).isEqualTo(right);

            RawS3.Reply head = ok(head("checked").header(MODE, "ENABLED"));
            assertThat(head.header(algorithm.header())).isEqualTo(right);
            assertThat(head.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
            assertThat(head.header("ETag")).isEqualTo("\"" + CONTENT.digest("MD5") + "\"");
            assertThat(ok(get("checked").header(MODE, "ENABLED")).header(algorithm.header()))
                    .isEqualTo(right);
            assertThat(ok(get("checked")).headers().has(algorithm.header())).isFalse();
            assertThat(ok(get("checked").header(MODE, "ENABLED").header("Range", "bytes=0-9"))
                            .headers()
                            .has(algorithm.header()))
                    .isFalse();
            server.delete(BUCKET, "checked");
        }
    }

    @Test
    void checksumsInTrailersAreVerifiedAndKept() throws IOException {
        byte[] bytes = CONTENT.bytes();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String right = algorithm.of(CONTENT);
            String wrong = algorithm.of(CONTENT.flippedAt(0));
            refused(400, "BadDigest", put("trailed").trailing(bytes, algorithm.header(), wrong));
            assertThat(server.object(BUCKET, "trailed")).isEmpty();
            ok(put("trailed").trailing(bytes, algorithm.header(), right).header("x-amz-meta-a", "b"));
            assertThat(server.mismatch(BUCKET, "trailed", CONTENT)).isEmpty();
            RawS3.Reply head = ok(head("trailed").header(MODE, "ENABLED"));
            assertThat(head.header(algorithm.header())).isEqualTo(right);
            assertThat(head.headers().has("Content-Encoding")).isFalse();
            server.delete(BUCKET, "trailed");
        }
        refused(
                400,
                "MalformedTrailerError",
                put("trailed")
                        .trailing(bytes, "x-amz-checksum-crc32", "x")
                        .header("x-amz-trailer", "x-amz-checksum-sha1"));
        ok(put("none").trailing(new byte[0], "x-amz-checksum-crc32", "AAAAAA=="));
        assertThat(server.get(BUCKET, "none").orElseThrow().size()).isZero();
    }

    @Test
    void digestsAreVerified() throws IOException {
        String wrong = Content.text("other").sha256();
        refused(400, "XAmzContentSHA256Mismatch", put("key").with(CONTENT).payload(wrong));
        String md5 = Base64.getEncoder().encodeToString(CONTENT.digestBytes("MD5"));
        ok(put("key").with(CONTENT).header("Content-MD5", md5));
        refused(400, "BadDigest", put("key").with("x").header("Content-MD5", md5));
        ok(put("key").with("x").payload(S3Call.UNSIGNED));
        assertThat(server.get(BUCKET, "key").orElseThrow().bytes()).asString().isEqualTo("x");
        refused(
                400,
                "InvalidRequest",
                put("key").with("x").header("x-amz-checksum-crc32", "a").header("x-amz-checksum-sha1", "b"));
    }

    @Test
    void crc64IsKeptWhereNobodyGaveAChecksum() throws IOException {
        ok(put("plain").with(CONTENT));
        assertThat(ok(head("plain").header(MODE, "ENABLED")).header("x-amz-checksum-crc64nvme"))
                .isEqualTo(ChecksumAlgorithm.CRC64NVME.of(CONTENT));
        server.put(BUCKET, "laid", CONTENT);
        assertThat(ok(head("laid").header(MODE, "ENABLED")).header("x-amz-checksum-crc64nvme"))
                .isEqualTo(ChecksumAlgorithm.CRC64NVME.of(CONTENT));
        server.withoutChecksumsOfItsOwn();
        RawS3.Reply stored = ok(put("plain").with(CONTENT));
        assertThat(stored.headers().has("x-amz-checksum-crc64nvme")).isFalse();
        assertThat(ok(head("plain").header(MODE, "ENABLED")).headers().has("x-amz-checksum-type"))
                .isFalse();
    }

    @Test
    void conditionsHold() throws IOException {
        refused(404, "NoSuchKey", put("key").with("1").header("If-Match", "\"x\""));
        String first = ok(put("key").with("1").header("If-None-Match", "*")).header("ETag");
        refused(412, "PreconditionFailed", put("key").with("2").header("If-None-Match", "*"));
        refused(501, "NotImplemented", put("key").with("2").header("If-None-Match", first));
        String second = ok(put("key").with("2").header("If-Match", first)).header("ETag");
        refused(412, "PreconditionFailed", put("key").with("3").header("If-Match", first));
        refused(412, "PreconditionFailed", get("key").header("If-Match", first));
        assertThat(ok(get("key").header("If-Match", second)).text()).isEqualTo("2");
        RawS3.Reply unchanged = server.raw().ask(get("key").header("If-None-Match", second));
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(server.get(BUCKET, "key").orElseThrow().bytes()).asString().isEqualTo("2");
    }

    @Test
    void rangesAreThoseAskedFor() throws IOException {
        server.put(BUCKET, "key", CONTENT);
        RawS3.Reply middle = ok(get("key").header("Range", "bytes=100000-200000"));
        assertThat(middle.header("Content-Range")).isEqualTo("bytes 100000-200000/300000");
        assertThat(middle.body()).isEqualTo(CONTENT.slice(100_000, 100_001).bytes());
        assertThat(ok(get("key").header("Range", "bytes=-5")).header("Content-Range"))
                .isEqualTo("bytes 299995-299999/300000");
        assertThat(refused(416, "InvalidRange", get("key").header("Range", "bytes=300000-"))
                        .one("ActualObjectSize"))
                .isEqualTo("300000");
        assertThat(ok(get("key").header("Range", "lines=1-2")).body()).hasSize(300_000);
        assertThat(ok(get("key").query("partNumber", "1")).header("Content-Range"))
                .isEqualTo("bytes 0-299999/300000");
        refused(416, "InvalidPartNumber", get("key").query("partNumber", "2"));
    }

    @Test
    void customerKeysAreAskedForAgain() throws IOException {
        S3Call stored = encrypted(put("secret").with(CONTENT), 1);
        assertThat(ok(stored).header("ETag")).isNotEqualTo("\"" + CONTENT.digest("MD5") + "\"");
        refused(400, "InvalidRequest", get("secret"));
        refused(403, "AccessDenied", encrypted(get("secret"), 2));
        RawS3.Reply read = ok(encrypted(get("secret"), 1));
        assertThat(read.body()).isEqualTo(CONTENT.bytes());
        assertThat(read.header("x-amz-server-side-encryption-customer-algorithm"))
                .isEqualTo("AES256");
        refused(
                400,
                "InvalidArgument",
                encrypted(get("secret"), 1).header("x-amz-server-side-encryption-customer-key-MD5", "wrong"));
        server.put(BUCKET, "open", CONTENT);
        refused(400, "InvalidRequest", encrypted(get("open"), 1));
        assertThat(server.exchanges())
                .noneMatch(exchange -> exchange.headers().has("x-amz-server-side-encryption-customer-key"))
                .noneMatch(exchange -> exchange.headers().has("Authorization"));
    }

    private static S3Call encrypted(S3Call call, int seed) {
        byte[] key = Content.random(seed, 32).bytes();
        String prefix = "x-amz-server-side-encryption-customer-";
        return call.header(prefix + "algorithm", "AES256")
                .header(prefix + "key", Base64.getEncoder().encodeToString(key))
                .header(
                        prefix + "key-MD5",
                        Base64.getEncoder().encodeToString(Content.of(key).digestBytes("MD5")));
    }

    @Test
    void descriptionsAreKept() throws IOException {
        ok(put("key")
                .with("x")
                .header("content-type", "text/x")
                .header("cache-control", "no-store")
                .header("x-amz-meta-name", "value")
                .header("x-amz-storage-class", "STANDARD_IA")
                .header("x-amz-server-side-encryption", "aws:kms")
                .header("x-amz-server-side-encryption-aws-kms-key-id", "id")
                .header("x-amz-tagging", "a=1&b%20=%2B")
                .header("x-amz-acl", "private"));
        RawS3.Reply head = ok(head("key"));
        assertThat(head.header("content-type")).isEqualTo("text/x");
        assertThat(head.header("cache-control")).isEqualTo("no-store");
        assertThat(head.header("x-amz-meta-name")).isEqualTo("value");
        assertThat(head.header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
        assertThat(head.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
        assertThat(head.header("x-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("id");
        assertThat(head.header("x-amz-tagging-count")).isEqualTo("2");
        assertThat(head.header("ETag")).isNotEqualTo("\"" + Content.text("x").digest("MD5") + "\"");
        RawS3.Reply tags = ok(get("key").query("tagging", ""));
        assertThat(tags.all("Key")).containsExactly("a", "b ");
        assertThat(tags.all("Value")).containsExactly("1", "+");
        assertThat(server.object(BUCKET, "key").orElseThrow().description().acl())
                .isEqualTo(Map.of("x-amz-acl", "private"));

        ok(put("key")
                .query("tagging", "")
                .with("<Tagging><TagSet><Tag><Key>c</Key><Value>2</Value></Tag></TagSet></Tagging>"));
        assertThat(server.object(BUCKET, "key").orElseThrow().description().tags())
                .isEqualTo(Map.of("c", "2"));
        ok(put("copy").header("x-amz-copy-source", BUCKET + "/key"));
        StoredObject copy = server.object(BUCKET, "copy").orElseThrow();
        assertThat(copy.description().tags()).isEqualTo(Map.of("c", "2"));
        assertThat(copy.description().headers()).containsEntry("x-amz-meta-name", "value");
        refused(400, "MetadataTooLarge", put("key").with("x").header("x-amz-meta-name", "v".repeat(2_050)));
        refused(403, "InvalidObjectState", archived());
    }

    private S3Call archived() throws IOException {
        ok(put("archived").with("x").header("x-amz-storage-class", "GLACIER"));
        return get("archived");
    }

    @Test
    void keysAreOpaque() throws IOException {
        List<String> keys = List.of(
                "a//b",
                "/a",
                "./a",
                "../a",
                "a/..",
                "a/",
                "a",
                "a/b",
                "%41",
                "+ +",
                "\u0001\n",
                "é-日本-🚀",
                "k".repeat(1_024));
        for (String key : keys) {
            ok(put(key).with(key));
        }
        for (String key : keys) {
            assertThat(ok(get(key)).text()).isEqualTo(key);
        }
        assertThat(server.raw().keys(BUCKET, "")).containsExactlyInAnyOrderElementsOf(keys);
        refused(400, "KeyTooLongError", put("k".repeat(1_025)).with("x"));
    }

    @Test
    void largeContentsAreNotKeptInMemory() throws IOException {
        Content large = Content.random(3, 40_000_000);
        ok(put("large").with(large).payload(S3Call.UNSIGNED));
        assertThat(server.mismatch(BUCKET, "large", large)).isEmpty();
        assertThat(server.raw()
                        .<Boolean>read(get("large"), in -> large.mismatch(in).isEmpty()))
                .isTrue();
        server.putTagged(BUCKET, "endless", Content.random(4, 1L << 50), "tag");
        RawS3.Reply last = ok(get("endless").header("Range", "bytes=-10"));
        assertThat(last.header("ETag")).isEqualTo("\"tag\"");
        assertThat(last.body())
                .isEqualTo(
                        Content.random(4, 1L << 50).slice((1L << 50) - 10, 10).bytes());
    }

    @Test
    void attributesTellThePartsWithTheirChecksums() throws IOException {
        server.withLeastPart(1);
        String id = ok(post("key").query("uploads", "").header("x-amz-checksum-algorithm", "CRC32"))
                .one("UploadId");
        List<Content> parts = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> Content.random(number, 10L * number))
                .toList();
        StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
        for (int number = 1; number <= parts.size(); number++) {
            String crc = ChecksumAlgorithm.CRC32.of(parts.get(number - 1));
            String etag = ok(put("key")
                            .query("uploadId", id)
                            .query("partNumber", Integer.toString(number))
                            .with(parts.get(number - 1))
                            .header("x-amz-checksum-crc32", crc))
                    .header("ETag");
            xml.append("<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag><ChecksumCRC32>" + crc
                    + "</ChecksumCRC32></Part>");
        }
        ok(post("key").query("uploadId", id).with(xml + "</CompleteMultipartUpload>"));
        S3Call ask = get("key")
                .query("attributes", "")
                .header("x-amz-object-attributes", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize")
                .header("x-amz-max-parts", "3");
        RawS3.Reply page = ok(ask);
        assertThat(page.one("ObjectSize")).isEqualTo("150");
        assertThat(page.one("ChecksumType")).isEqualTo("COMPOSITE");
        assertThat(page.one("PartsCount")).isEqualTo("5");
        assertThat(page.one("IsTruncated")).isEqualTo("true");
        assertThat(page.all("Size")).isEqualTo(List.of("10", "20", "30"));
        RawS3.Reply rest = ok(ask.header("x-amz-part-number-marker", page.one("NextPartNumberMarker")));
        assertThat(rest.all("Size")).isEqualTo(List.of("40", "50"));
        assertThat(rest.all("ChecksumCRC32")).endsWith(ChecksumAlgorithm.CRC32.of(parts.getLast()));
        assertThat(Arrays.stream(rest.one("ETag").split("-")).toList().getLast())
                .isEqualTo("5");

        RawS3.Reply part = ok(get("key").query("partNumber", "2").header(MODE, "ENABLED"));
        assertThat(part.body()).isEqualTo(parts.get(1).bytes());
        assertThat(part.header("x-amz-mp-parts-count")).isEqualTo("5");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 10-29/150");
        assertThat(part.header("x-amz-checksum-crc32")).isEqualTo(ChecksumAlgorithm.CRC32.of(parts.get(1)));
        assertThat(ok(head("key").query("partNumber", "5")).header("Content-Length"))
                .isEqualTo("50");
    }
}
