package io.hawser.s3;

import static io.hawser.s3.Uploading.CONTENT;
import static io.hawser.s3.Uploading.ONCE;
import static io.hawser.s3.Uploading.OPTIONS;
import static io.hawser.s3.Uploading.PART;
import static io.hawser.s3.Uploading.SMALL;
import static io.hawser.testkit.s3.S3Operation.COMPLETE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.CREATE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.ContentSource;
import io.hawser.testkit.SourcedPart;
import io.hawser.testkit.s3.S3Call;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run that was killed left, and what the next one makes of it: rows 28, 30 and 31 of the fault matrix. */
@Timeout(120)
class S3ResumeTest {
    private static final String KEY = "key";
    private static final UploadOptions PARTS = UploadOptions.defaults().withPartSize(PART);

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

    /** Uploads some parts of the local file, and then nothing more, as a run that is cut off. */
    private void leave(Content content, int parts) throws Exception {
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(parts).suffers(S3Fault.error(500, "InternalError"));
        uploading.told(content, KEY, ONCE.withParallel(1));
        rule.lift();
    }

    private long taken() {
        return uploading.bucket.exchanges(UPLOAD_PART).stream()
                .filter(e -> e.status() == 200)
                .count();
    }

    private int created() {
        return uploading.bucket.exchanges(CREATE_MULTIPART_UPLOAD).size();
    }

    @Test
    void theJournalOfThisMachineTellsWhatIsThere() throws Exception {
        leave(CONTENT, 2);
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(taken()).isEqualTo(4);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void anotherMachineFindsItInTheListAndComparesItWithTheSource() throws Exception {
        leave(CONTENT, 2);
        uploading.onMachine("other");
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(taken()).isEqualTo(4);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void theEarlierSizeOfPartsIsKept() throws Exception {
        leave(CONTENT, 2);
        uploading.right(CONTENT, KEY, OPTIONS.withPartSize(8 << 20));
        assertThat(taken()).isEqualTo(4);
        leave(CONTENT, 2);
        uploading.onMachine("other");
        uploading.right(CONTENT, KEY, OPTIONS.withPartSize(8 << 20));
        assertThat(taken()).isEqualTo(8);
    }

    @Test
    void listsOfSeveralPagesAreReadToTheirEnd() throws Exception {
        uploading.bucket.server.withPages(1);
        for (var other : new String[] {KEY + "a", KEY + "b"}) {
            uploading
                    .bucket
                    .server
                    .raw()
                    .ask(S3Call.of("POST", TestBucket.NAME, other).query("uploads", ""));
        }
        leave(CONTENT, 3);
        uploading.onMachine("other");
        assertThat(uploading.copy(CONTENT, KEY, OPTIONS)).isInstanceOf(Outcome.Copied.class);
        assertThat(taken()).isEqualTo(4);
        assertThat(uploading.bucket.server.mismatch(TestBucket.NAME, KEY, CONTENT))
                .isEmpty();
    }

    @Test
    void aListThatDoesNotGoOnEnds() throws Exception {
        leave(CONTENT, 3);
        uploading
                .bucket
                .server
                .at(S3Operation.LIST_PARTS)
                .suffers(S3Fault.changing(answer ->
                        answer.withBody(Content.text(new String(answer.body().bytes(), StandardCharsets.UTF_8)
                                .replace("<IsTruncated>false", "<IsTruncated>true")
                                .replaceAll("<NextPartNumberMarker>\\d+", "<NextPartNumberMarker>0")))));
        assertThat(uploading.told(CONTENT, KEY, OPTIONS)).hasMessageContaining("does not go on");
    }

    @Test
    void partsOfAnotherSourceAreNotTaken() throws Exception {
        leave(CONTENT, 3);
        var changed = Content.random(77, CONTENT.size());
        uploading.right(changed, KEY, OPTIONS);
        assertThat(taken()).isEqualTo(7);

        leave(CONTENT, 3);
        uploading.onMachine("other");
        var outcome = uploading.copy(changed, KEY, OPTIONS);
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(uploading.bucket.server.mismatch(TestBucket.NAME, KEY, changed))
                .isEmpty();
        assertThat(uploading.bucket.server.uploads(TestBucket.NAME))
                .as("it may be somebody's who is at work")
                .hasSize(1);
    }

    @Test
    void aPartThatIsNotWhatTheSourceHasIsSentAgain() throws Exception {
        leave(CONTENT, 3);
        var upload = uploading.bucket.server.uploads(TestBucket.NAME).getFirst();
        var other = Content.random(5, PART);
        uploading
                .bucket
                .server
                .raw()
                .ask(S3Call.of("PUT", TestBucket.NAME, KEY)
                        .query("uploadId", upload.id())
                        .query("partNumber", "2")
                        .header("x-amz-checksum-crc32c", crc32c(other))
                        .with(other))
                .expect(200);
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(created()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "garbage", "cut", "flipped", "later"})
    void aDamagedJournalCostsReadingAndNothingElse(String damage) throws Exception {
        leave(CONTENT, 3);
        var journal = uploading.journals().getFirst();
        var bytes = Files.readAllBytes(journal);
        Files.write(
                journal,
                switch (damage) {
                    case "empty" -> new byte[0];
                    case "garbage" -> Content.random(1, 5000).bytes();
                    case "cut" -> Arrays.copyOf(bytes, bytes.length - 20);
                    case "later" ->
                        new String(bytes, StandardCharsets.ISO_8859_1)
                                .replace("hawser-s3-1", "hawser-s3-9")
                                .getBytes(StandardCharsets.ISO_8859_1);
                    default -> flipped(bytes, bytes.length / 2);
                });
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(taken()).isEqualTo(4);
        assertThat(created()).isEqualTo(1);
    }

    private static String crc32c(Content content) {
        return Base64.getEncoder()
                .encodeToString(
                        HexFormat.of().parseHex(content.digest(Algorithm.CRC32C).hex()));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        bytes[at] ^= 4;
        return bytes;
    }

    @Test
    void anUploadThatIsGoneStartsOver() throws Exception {
        leave(CONTENT, 2);
        var upload = uploading.bucket.server.uploads(TestBucket.NAME).getFirst();
        uploading
                .bucket
                .server
                .raw()
                .ask(S3Call.of("DELETE", TestBucket.NAME, KEY).query("uploadId", upload.id()))
                .expect(204);
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(created()).isEqualTo(2);
    }

    @Test
    void aRunThatWasKilledWhileItCreatedLeavesNoUploadBehind() throws Exception {
        uploading.bucket.server.at(CREATE_MULTIPART_UPLOAD).nth(1).suffers(S3Fault.lostReply());
        // It does not come to look for what it made.
        var rule = uploading
                .bucket
                .server
                .at(S3Operation.LIST_MULTIPART_UPLOADS)
                .after(1)
                .suffers(S3Fault.error(500, "InternalError"));
        uploading.told(CONTENT, KEY, ONCE);
        rule.lift();
        assertThat(uploading.bucket.server.uploads(TestBucket.NAME)).hasSize(1);
        uploading.right(CONTENT, KEY, OPTIONS);
    }

    @Test
    void aRunThatWasKilledAfterItsCompletionIsDoneAgain() throws Exception {
        var rule = uploading
                .bucket
                .server
                .at(COMPLETE_MULTIPART_UPLOAD, S3Operation.HEAD_OBJECT)
                .suffers(S3Fault.lostReply());
        uploading.told(CONTENT, KEY, ONCE);
        rule.lift();
        uploading.right(CONTENT, KEY, OPTIONS);
    }

    @Test
    void aRunThatDoesNotResumeRemovesWhatAnEarlierOneLeft() throws Exception {
        leave(CONTENT, 2);
        uploading.right(CONTENT, KEY, OPTIONS.withResume(false));
        assertThat(created()).isEqualTo(2);
    }

    @Test
    void aSmallFileInPlaceOfTheLargeOneRemovesItToo() throws Exception {
        leave(CONTENT, 2);
        uploading.right(SMALL, KEY, OPTIONS);
    }

    @Test
    void whatIsSetForTheObjectIsPartOfTheUpload() throws Exception {
        leave(CONTENT, 2);
        uploading.right(CONTENT, KEY, OPTIONS.withAttributes(Map.of("ContentType", "text/csv")));
        assertThat(created()).isEqualTo(2);
        assertThat(uploading.bucket.stat(KEY).attributes()).containsEntry("content-type", "text/csv");
    }

    @Test
    void ofSeveralUploadsTheOneWithTheMostIsTakenAndTheOthersGo() throws Exception {
        leave(CONTENT, 1);
        uploading.onMachine("second");
        uploading
                .bucket
                .server
                .at(S3Operation.LIST_MULTIPART_UPLOADS)
                .nth(1)
                .suffers(S3Fault.error(403, "AccessDenied"));
        leave(CONTENT, 3);
        assertThat(uploading.bucket.server.uploads(TestBucket.NAME)).hasSize(2);

        uploading.onMachine("third");
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(taken()).isEqualTo(5);
    }

    @Test
    void theSecondOfTwoRunsOnThisMachineIsTold() throws Exception {
        try (var first = uploading.bucket.store().upload(TestBucket.at(KEY), PARTS, Scope.unlimited())) {
            assertThat(uploading.told(CONTENT, KEY, OPTIONS))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("another run");
            TestUpload.whole(first, CONTENT);
        }
        uploading.assertThere(CONTENT, KEY);
    }

    @Test
    void twoRunsOnTwoMachinesEndWithTheRightBytes() throws Exception {
        var source = ContentSource.of(CONTENT, "1");
        uploading.bucket.with("XDG_STATE_HOME", "").with("HOME", "");
        try (var first = uploading.bucket.store().upload(TestBucket.at(KEY), PARTS, Scope.unlimited())) {
            TestUpload.begin(first, source);
            first.write(new SourcedPart(source, new ByteRange(0, PART)), Scope.unlimited());
            // The lock is of this process; the run on the other machine is another one.
            var other = new Object[1];
            var thread = new Thread(() -> {
                try {
                    other[0] = uploadOnAnotherEndpointName(source);
                } catch (Exception e) {
                    other[0] = e;
                }
            });
            thread.start();
            thread.join();
            assertThat(other[0]).as("the other run").isEqualTo("done");
            for (var part : TestUpload.parts(first, CONTENT.size())) {
                if (part.start() > 0) {
                    assertThatThrownBy(() -> first.write(new SourcedPart(source, part), Scope.unlimited()))
                            .isInstanceOf(StoreException.Conflict.class);
                }
            }
            first.abort();
        }
        uploading.assertThere(CONTENT, KEY);
    }

    /** The same server by another name, so that the lock of this machine is another one. */
    private String uploadOnAnotherEndpointName(ContentSource source) throws Exception {
        var endpoint = uploading.bucket.server.endpoint().toString().replace("127.0.0.1", "localhost");
        uploading.bucket.with("AWS_ENDPOINT_URL_S3", endpoint);
        try (var upload = uploading.bucket.store().upload(TestBucket.at(KEY), PARTS, Scope.unlimited())) {
            assertThat(TestUpload.begin(upload, source)).isEqualTo(List.of(new ByteRange(0, PART)));
            var receipts = new ArrayList<io.hawser.store.Receipt>();
            for (var part : TestUpload.parts(upload, CONTENT.size())) {
                if (part.start() > 0) {
                    receipts.add(upload.write(new SourcedPart(source, part), Scope.unlimited()));
                }
            }
            upload.commit(receipts, CONTENT.size(), Scope.unlimited());
            return "done";
        }
    }
}
