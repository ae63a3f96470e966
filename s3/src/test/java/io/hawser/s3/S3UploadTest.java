package io.hawser.s3;

import static io.hawser.s3.Uploading.CONTENT;
import static io.hawser.s3.Uploading.ONCE;
import static io.hawser.s3.Uploading.OPTIONS;
import static io.hawser.s3.Uploading.PART;
import static io.hawser.s3.Uploading.SMALL;
import static io.hawser.testkit.s3.S3Operation.CREATE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.PUT_OBJECT;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.IfExists;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.ContentSource;
import io.hawser.testkit.SourcedPart;
import io.hawser.testkit.s3.S3Exchange;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upload sends, to servers that can all that Amazon's can and to others. */
@Timeout(120)
class S3UploadTest {
    private static final String KEY = "a/key";

    @TempDir
    private Path folder;

    private Uploading uploading;

    @BeforeEach
    void start() throws IOException {
        uploading = new Uploading(folder);
    }

    @AfterEach
    void stop() throws IOException {
        uploading.close();
    }

    private Map<S3Operation, Long> counts() {
        return uploading.bucket.server.exchanges().stream()
                .collect(Collectors.groupingBy(e -> e.request().operation(), Collectors.counting()));
    }

    private S3Exchange only(S3Operation operation) {
        assertThat(uploading.bucket.exchanges(operation)).hasSize(1);
        return uploading.bucket.exchanges(operation).getFirst();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100_000, PART})
    void whatIsOnePartIsOneRequest(long size) throws Exception {
        var content = Content.random(size, size);
        uploading.right(content, KEY, OPTIONS);

        assertThat(counts()).isEqualTo(Map.of(PUT_OBJECT, 1L));
        assertThat(only(PUT_OBJECT).header("Content-Type")).contains("application/octet-stream");
        assertThat(only(PUT_OBJECT).header("x-amz-checksum-crc32c")).isPresent();
    }

    @Test
    void aLargerOneIsAMultipartUploadWithChecksumsOfItsPartsAndTheWhole() throws Exception {
        uploading.right(CONTENT, KEY, OPTIONS);

        assertThat(counts())
                .isEqualTo(Map.of(
                        S3Operation.LIST_MULTIPART_UPLOADS,
                        1L,
                        CREATE_MULTIPART_UPLOAD,
                        1L,
                        UPLOAD_PART,
                        4L,
                        S3Operation.COMPLETE_MULTIPART_UPLOAD,
                        1L,
                        S3Operation.HEAD_OBJECT,
                        1L));
        assertThat(only(CREATE_MULTIPART_UPLOAD).header("x-amz-checksum-type")).contains("FULL_OBJECT");
        assertThat(uploading.bucket.exchanges(UPLOAD_PART))
                .allMatch(e -> e.header("x-amz-checksum-crc32c").isPresent());
        var there = uploading.bucket.server.object(TestBucket.NAME, KEY).orElseThrow();
        assertThat(uploading.bucket.stat(KEY).digests()).containsExactly(CONTENT.digest(Algorithm.CRC32C));
        assertThat(there.parts()).hasSize(4);
    }

    @Test
    void onePartThatIsTooLargeForMemoryIsStreamedWithItsChecksumBehindIt() throws Exception {
        var content = Content.random(1, 20 << 20);
        uploading.right(content, KEY, OPTIONS.withPartSize(20 << 20));

        var part = only(UPLOAD_PART);
        assertThat(part.header("x-amz-content-sha256")).contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        assertThat(part.header("x-amz-decoded-content-length")).contains(String.valueOf(20 << 20));
    }

    @Test
    void largePartsAreStreamedWithoutATrailerWhereThatIsRefused() throws Exception {
        uploading.bucket.server.refusingTrailers();
        var content = Content.random(1, (40 << 20) + 17);
        uploading.right(content, KEY, OPTIONS.withPartSize(20 << 20));
    }

    @Test
    void aServerThatRefusesChecksumsGetsMd5sInstead() throws Exception {
        uploading.bucket.server.refusingChecksums();
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(uploading.bucket.exchanges(UPLOAD_PART))
                .allMatch(e -> e.header("Content-MD5").isPresent());
        uploading.right(SMALL, "small", OPTIONS);
        assertThat(uploading.bucket.exchanges(PUT_OBJECT).getLast().header("Content-MD5"))
                .isPresent();
    }

    @Test
    void whatIsLearnedOfAServerHoldsForTheNextObject() throws Exception {
        uploading.bucket.server.refusingChecksums();
        var store = uploading.bucket.store();
        for (var name : new String[] {"one", "two"}) {
            try (var upload = store.upload(TestBucket.at(name), UploadOptions.defaults(), Scope.unlimited())) {
                TestUpload.whole(upload, SMALL);
            }
        }
        assertThat(uploading.bucket.exchanges(PUT_OBJECT)).hasSize(3);
    }

    @Test
    void nothingOfChecksumsIsSentWhereTheEnvironmentSaysSo() throws Exception {
        uploading.bucket.with("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        uploading.right(CONTENT, KEY, OPTIONS);
        uploading.right(SMALL, "small", OPTIONS);
        uploading.right(Content.random(3, 18 << 20), "large", OPTIONS.withPartSize(18 << 20));

        assertThat(uploading.bucket.server.exchanges())
                .noneMatch(e -> e.headers().fields().stream()
                        .anyMatch(f -> f.name().toLowerCase().startsWith("x-amz-checksum-")
                                && !f.name().equalsIgnoreCase("x-amz-checksum-mode")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRC64NVME", "CRC32", "SHA1", "SHA256", "CRC32C"})
    void theChecksumIsTheOneThatWasAskedFor(String algorithm) throws Exception {
        var options = OPTIONS.withAttributes(Map.of("ChecksumAlgorithm", algorithm));
        uploading.right(CONTENT, KEY, options);
        uploading.right(SMALL, "small", options);
        uploading.right(Content.random(3, 18 << 20), "large", options.withPartSize(18 << 20));
        for (var key : new String[] {KEY, "small", "large"}) {
            assertThat(uploading.bucket.stat(key).digests())
                    .extracting(Digest::algorithm)
                    .containsExactly(Algorithm.valueOf(algorithm));
        }
    }

    @Test
    void aStreamOfUnknownLengthIsCutIntoParts() throws Exception {
        try (var source = new StreamSource(CONTENT)) {
            assertThat(source.copyTo(uploading, KEY, OPTIONS)).isInstanceOf(Outcome.Copied.class);
            uploading.assertThere(CONTENT, KEY);
            assertThat(counts().get(UPLOAD_PART)).isEqualTo(4);
        }
        for (var content : new Content[] {SMALL, Content.empty(), Content.random(9, PART)}) {
            try (var source = new StreamSource(content)) {
                assertThat(source.copyTo(uploading, KEY, OPTIONS)).isInstanceOf(Outcome.Copied.class);
                uploading.assertThere(content, KEY);
            }
        }
    }

    @Test
    void theExpectedSizeMakesThePartsOfAStreamGrow() throws Exception {
        var options = OPTIONS.withExpectedSize(OptionalLong.of(100_000L << 20));
        try (var source = new StreamSource(CONTENT)) {
            // It is not that long, which is found out at its end; the parts tell what was planned.
            assertThat(source.copyTo(uploading, KEY, options)).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(uploading.bucket.exchanges(UPLOAD_PART))
                .extracting(e -> e.header("Content-Length").orElseThrow())
                .contains(String.valueOf(10 << 20));
        assertThat(uploading.bucket.server.uploads(TestBucket.NAME)).isEmpty();
    }

    @Test
    void whatIsSetForTheObjectGoesAlong() throws Exception {
        var options = OPTIONS.withAttributes(Map.of(
                "ContentType", "text/csv",
                "CacheControl", "no-store",
                "Metadata", "origin=here,other=there",
                "StorageClass", "STANDARD_IA",
                "Tagging", "team=a&env=b",
                "ServerSideEncryption", "aws:kms"));
        for (var content : new Content[] {SMALL, CONTENT}) {
            uploading.right(content, KEY, options);
            var kept = uploading
                    .bucket
                    .server
                    .object(TestBucket.NAME, KEY)
                    .orElseThrow()
                    .description();
            assertThat(kept.headers())
                    .containsEntry("content-type", "text/csv")
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("x-amz-meta-origin", "here")
                    .containsEntry("x-amz-meta-other", "there");
            assertThat(kept.storageClass()).isEqualTo("STANDARD_IA");
            assertThat(kept.tags()).containsEntry("team", "a").containsEntry("env", "b");
        }
    }

    @Test
    void theCustomersKeyGoesWithEveryPart() throws Exception {
        var key = Files.write(folder.resolve("key"), Content.random(5, 32).bytes());
        var options = OPTIONS.withAttributes(Map.of("SSECustomerKey", "@" + key));
        for (var content : new Content[] {SMALL, CONTENT, Content.random(6, 17 << 20)}) {
            assertThat(uploading.copy(content, KEY, options.withPartSize(Math.max(PART, content.size() - 1))))
                    .isInstanceOf(Outcome.Copied.class);
            uploading.assertThere(content, KEY);
        }
        assertThat(uploading.bucket.exchanges(UPLOAD_PART))
                .isNotEmpty()
                .allMatch(e -> e.header("x-amz-server-side-encryption-customer-key-MD5")
                        .isPresent());
    }

    @Test
    void createOnlyIsLeftToTheServer() throws Exception {
        var onlyNew = OPTIONS.withIfExists(IfExists.FAIL);
        uploading.right(SMALL, "small", onlyNew);
        uploading.right(CONTENT, KEY, onlyNew);
        assertThat(only(PUT_OBJECT).header("If-None-Match")).contains("*");
        assertThat(only(S3Operation.COMPLETE_MULTIPART_UPLOAD).header("If-None-Match"))
                .contains("*");
    }

    @Test
    void anObjectThatAppearsMeanwhileIsAConflictAndStays() throws Exception {
        var onlyNew = OPTIONS.withIfExists(IfExists.FAIL);
        var server = uploading.bucket.server;
        for (var content : new Content[] {SMALL, CONTENT}) {
            var key = "key-" + content.size();
            // After the look that Hawser takes for servers which know no conditions.
            server.at(PUT_OBJECT, S3Operation.COMPLETE_MULTIPART_UPLOAD)
                    .forKey(key)
                    .suffers(S3Fault.after(() -> server.put(TestBucket.NAME, key, Content.text("theirs"))));
            var failure = uploading.told(content, key, onlyNew);
            assertThat(failure).isInstanceOf(StoreException.Conflict.class).hasMessageContaining("exists already");
            uploading.assertThere(Content.text("theirs"), key);
        }
    }

    @Test
    void aCloneThatIgnoresConditionsIsAskedBefore() throws Exception {
        var server = uploading.bucket.server;
        server.at(UPLOAD_PART)
                .ofPart(1)
                .suffers(S3Fault.after(() -> server.put(TestBucket.NAME, KEY, Content.text("theirs"))));
        // Were it completed, it would be overwritten.
        server.at(S3Operation.COMPLETE_MULTIPART_UPLOAD)
                .suffers((request, work) ->
                        work.on(request.withHeaders(request.headers().without("If-None-Match"))));
        var failure = uploading.told(CONTENT, KEY, OPTIONS.withIfExists(IfExists.FAIL));
        assertThat(failure).isInstanceOf(StoreException.Conflict.class).hasMessageContaining("exists already");
        uploading.assertThere(Content.text("theirs"), KEY);
    }

    @Test
    void aCloneThatRefusesConditionsIsAskedBeforeToo() throws Exception {
        uploading
                .bucket
                .server
                .at(PUT_OBJECT, S3Operation.COMPLETE_MULTIPART_UPLOAD)
                .where(e -> e.header("If-None-Match").isPresent())
                .suffers(S3Fault.error(501, "NotImplemented"));
        var onlyNew = OPTIONS.withIfExists(IfExists.FAIL);
        uploading.right(CONTENT, KEY, onlyNew);
        uploading.right(SMALL, "small", onlyNew);
        assertThat(uploading.told(SMALL, "small", onlyNew)).isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void theVersionThatWasWrittenIsTheOneThatIsThere() throws Exception {
        for (var content : new Content[] {SMALL, CONTENT}) {
            try (var upload = uploading
                    .bucket
                    .store()
                    .upload(TestBucket.at(KEY), UploadOptions.defaults().withPartSize(PART), Scope.unlimited())) {
                var entry = TestUpload.whole(upload, content);
                var there = uploading.bucket.stat(KEY);
                assertThat(entry.version()).isPresent().isEqualTo(there.version());
                assertThat(entry.size()).hasValue(content.size());
                assertThat(entry.digest(Algorithm.CRC32C)).isPresent();
            }
        }
    }

    @Test
    void aSmallObjectThatFindsNoMemoryGoesInAnUploadOfOnePart() throws Exception {
        var store = uploading.bucket.store();
        var held = new ArrayList<Upload>();
        try {
            for (int i = 0; i <= 16; i++) {
                var upload = store.upload(TestBucket.at("key" + i), UploadOptions.defaults(), Scope.unlimited());
                held.add(upload);
                var source = ContentSource.of(Content.random(i, 1 << 20), "1");
                upload.begin(source, Scope.unlimited());
                upload.write(new SourcedPart(source, new ByteRange(0, 1 << 20)), Scope.unlimited());
            }
            assertThat(counts()).containsEntry(UPLOAD_PART, 1L).doesNotContainKey(PUT_OBJECT);
            for (var upload : held) {
                upload.commit(List.of(new Receipt(new ByteRange(0, 1 << 20), "")), 1 << 20, Scope.unlimited());
            }
        } finally {
            held.forEach(Upload::close);
        }
        for (int i = 0; i <= 16; i++) {
            uploading.assertThere(Content.random(i, 1 << 20), "key" + i);
        }
    }

    @Test
    void anUploadThatFailsForGoodLeavesNothing() throws Exception {
        uploading.bucket.server.at(UPLOAD_PART).ofPart(3).suffers(S3Fault.error(403, "AccessDenied"));
        assertThat(uploading.told(CONTENT, KEY, ONCE.withResume(false))).isInstanceOf(StoreException.Denied.class);
        assertThat(uploading.bucket.server.uploads(TestBucket.NAME)).isEmpty();
        assertThat(uploading.journals()).isEmpty();
    }
}
