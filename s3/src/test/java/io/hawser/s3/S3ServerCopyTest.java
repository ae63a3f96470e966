package io.hawser.s3;

import static io.hawser.s3.Uploading.ONCE;
import static io.hawser.s3.Uploading.OPTIONS;
import static io.hawser.testkit.s3.S3Operation.COPY_OBJECT;
import static io.hawser.testkit.s3.S3Operation.GET_OBJECT;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART_COPY;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.IfExists;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.testkit.Content;
import io.hawser.testkit.s3.S3Call;
import io.hawser.testkit.s3.S3Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies inside one endpoint: no byte comes by here, and what goes wrong is told. */
@Timeout(120)
class S3ServerCopyTest {
    private static final Content CONTENT = Content.random(1, 300_000);
    private static final Content LARGE = Content.random(2, (300 << 20) + 5);

    /** Asked for what must be new, the parts are copied, since CompleteMultipartUpload knows conditions everywhere. */
    private static final CopyOptions IN_PARTS = OPTIONS.withIfExists(IfExists.FAIL);

    @TempDir
    private Path folder;

    private Uploading uploading;
    private TestBucket bucket;

    @BeforeEach
    void start() throws IOException {
        uploading = new Uploading(folder);
        bucket = uploading.bucket;
    }

    @AfterEach
    void stop() throws IOException {
        uploading.close();
    }

    private Outcome copy(String from, String to, CopyOptions options) throws Exception {
        return uploading.copy(TestBucket.at(from), TestBucket.at(to), options);
    }

    private Outcome.Copied right(Content content, String from, String to, CopyOptions options) throws Exception {
        var outcome = copy(from, to, options);
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        uploading.assertThere(content, to);
        assertThat(bucket.exchanges(GET_OBJECT)).as("bytes that came by here").isEmpty();
        assertThat(bucket.exchanges(UPLOAD_PART)).isEmpty();
        return (Outcome.Copied) outcome;
    }

    private StoreException told(String from, String to, CopyOptions options) throws Exception {
        var outcome = copy(from, to, options);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).cause();
    }

    @Test
    void anObjectIsCopiedByOneRequestAndCompared() throws Exception {
        bucket.server.put(TestBucket.NAME, "from ü+", CONTENT, Map.of("content-type", "text/csv", "x-amz-meta-a", "b"));
        var copied = right(CONTENT, "from ü+", "to", OPTIONS);
        assertThat(copied.summary().verified().by()).isEqualTo(Verified.By.SOURCE);
        assertThat(bucket.exchanges(COPY_OBJECT)).hasSize(1);
        assertThat(bucket.stat("to").attributes())
                .containsEntry("content-type", "text/csv")
                .containsEntry("metadata.a", "b");
    }

    @Test
    void whatIsSetReplacesAndTheRestIsCarriedOver() throws Exception {
        bucket.server.put(
                TestBucket.NAME,
                "from",
                CONTENT,
                Map.of("content-type", "text/csv", "cache-control", "no-store", "x-amz-meta-a", "b"));
        right(CONTENT, "from", "to", OPTIONS.withAttributes(Map.of("ContentType", "text/plain", "Metadata", "c=d")));
        assertThat(bucket.stat("to").attributes())
                .containsEntry("content-type", "text/plain")
                .containsEntry("cache-control", "no-store")
                .containsEntry("metadata.c", "d")
                .doesNotContainKey("metadata.a");
    }

    @Test
    void aCopyInPartsCarriesOverWhatCopyObjectWould() throws Exception {
        bucket.server.put(TestBucket.NAME, "from", LARGE, Map.of("content-type", "text/csv", "x-amz-meta-a", "b"));
        bucket.server
                .raw()
                .ask(S3Call.of("PUT", TestBucket.NAME, "from")
                        .query("tagging", "")
                        .with("<Tagging><TagSet><Tag><Key>k y</Key><Value>v&amp;=</Value></Tag></TagSet></Tagging>"))
                .expect(200);
        right(LARGE, "from", "to", IN_PARTS);
        assertThat(bucket.exchanges(UPLOAD_PART_COPY)).hasSize(3);
        var there = bucket.server.object(TestBucket.NAME, "to").orElseThrow().description();
        assertThat(there.headers()).containsEntry("content-type", "text/csv").containsEntry("x-amz-meta-a", "b");
        assertThat(there.tags()).containsEntry("k y", "v&=");
    }

    @Test
    void aSourceThatChangesMeanwhileIsAConflict() throws Exception {
        bucket.put("from", CONTENT);
        var seed = new AtomicInteger(100);
        bucket.server
                .at(COPY_OBJECT, UPLOAD_PART_COPY)
                .suffers(S3Fault.after(
                        () -> bucket.put("from", Content.random(seed.incrementAndGet(), CONTENT.size()))));
        for (var options : new CopyOptions[] {OPTIONS, IN_PARTS}) {
            assertThat(told("from", "to", options))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("no longer the version");
            assertThat(bucket.server.get(TestBucket.NAME, "to")).isEmpty();
            assertThat(bucket.server.uploads(TestBucket.NAME)).isEmpty();
        }
    }

    @Test
    void anOldVersionIsCopiedByItsId() throws Exception {
        bucket.server.bucket(TestBucket.NAME).versioned();
        bucket.put("from", CONTENT);
        var id = bucket.stat("from").attributes().get("version-id");
        bucket.put("from", Content.text("newer"));
        right(CONTENT, "from", "to", OPTIONS.withSourceAttributes(Map.of("VersionId", id)));
        right(CONTENT, "from", "to2", IN_PARTS.withSourceAttributes(Map.of("VersionId", id)));
    }

    @Test
    void anErrorInsideA200IsAnErrorAndTriedAgain() throws Exception {
        bucket.put("from", CONTENT);
        bucket.server.at(COPY_OBJECT, UPLOAD_PART_COPY).first(2).suffers(S3Fault.errorInside200("InternalError"));
        right(CONTENT, "from", "to", OPTIONS);
        bucket.server.at(UPLOAD_PART_COPY).first(2).suffers(S3Fault.errorInside200("SlowDown"));
        right(CONTENT, "from", "to2", IN_PARTS);
    }

    @Test
    void aCopyThatWasMadeAlthoughTheAnswerIsLostIsNotMadeTwice() throws Exception {
        bucket.put("from", CONTENT);
        bucket.server.at(COPY_OBJECT).suffers(S3Fault.doneBut(S3Fault.error(500, "InternalError")));
        right(CONTENT, "from", "to", ONCE);
        assertThat(bucket.exchanges(COPY_OBJECT)).hasSize(1);
    }

    @Test
    void aServerThatCannotCopyHasTheBytesGoThroughHere() throws Exception {
        bucket.put("from", CONTENT);
        bucket.server.at(COPY_OBJECT, UPLOAD_PART_COPY).suffers(S3Fault.error(501, "NotImplemented"));
        for (var to : new String[] {"to", "to2"}) {
            var options = to.equals("to") ? OPTIONS : IN_PARTS;
            assertThat(copy("from", to, options)).isInstanceOf(Outcome.Copied.class);
            uploading.assertThere(CONTENT, to);
        }
    }

    @Test
    void aSourceThatTheServerMayNotCopyComesThroughHere() throws Exception {
        bucket.put("from", CONTENT);
        bucket.server.at(COPY_OBJECT).suffers(S3Fault.error(403, "AccessDenied"));
        assertThat(copy("from", "to", OPTIONS)).isInstanceOf(Outcome.Copied.class);
        uploading.assertThere(CONTENT, "to");
    }

    @Test
    void aCopyInPartsGoesOnWhereItStopped() throws Exception {
        bucket.put("from", LARGE);
        var rule = bucket.server.at(UPLOAD_PART_COPY).ofPart(3).suffers(S3Fault.error(500, "InternalError"));
        assertThat(told("from", "to", IN_PARTS.withParallel(1).withRetry(ONCE.retry())))
                .isInstanceOf(StoreException.Unavailable.class);
        rule.lift();
        var copied = right(LARGE, "from", "to", IN_PARTS);
        assertThat(copied.summary().resumedBytes()).isEqualTo(256L << 20);
        assertThat(bucket.exchanges(UPLOAD_PART_COPY).stream().filter(e -> e.status() == 200))
                .hasSize(3);
    }

    @Test
    void anObjectUnderACustomersKeyIsCopiedToAnother() throws Exception {
        var one = Files.write(folder.resolve("one"), Content.random(5, 32).bytes());
        var two = Files.write(folder.resolve("two"), Content.random(6, 32).bytes());
        assertThat(uploading.copy(CONTENT, "from", OPTIONS.withAttributes(Map.of("SSECustomerKey", "@" + one))))
                .isInstanceOf(Outcome.Copied.class);
        var options = Map.of("SSECustomerKey", "@" + two);
        var source = Map.of("SSECustomerKey", "@" + one);
        right(CONTENT, "from", "to", OPTIONS.withSourceAttributes(source).withAttributes(options));
        right(CONTENT, "from", "to2", IN_PARTS.withSourceAttributes(source).withAttributes(options));
    }
}
