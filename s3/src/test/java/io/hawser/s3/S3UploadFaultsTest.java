package io.hawser.s3;

import static io.hawser.s3.Uploading.CONTENT;
import static io.hawser.s3.Uploading.ONCE;
import static io.hawser.s3.Uploading.OPTIONS;
import static io.hawser.s3.Uploading.PART;
import static io.hawser.s3.Uploading.SMALL;
import static io.hawser.testkit.s3.S3Operation.COMPLETE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.CREATE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.HEAD_OBJECT;
import static io.hawser.testkit.s3.S3Operation.LIST_MULTIPART_UPLOADS;
import static io.hawser.testkit.s3.S3Operation.LIST_PARTS;
import static io.hawser.testkit.s3.S3Operation.PUT_OBJECT;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.IfExists;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.ContentSource;
import io.hawser.testkit.SourcedPart;
import io.hawser.testkit.s3.S3Call;
import io.hawser.testkit.s3.S3Exchange;
import io.hawser.testkit.s3.S3Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads that break, lose their answers or are told wrong ones: rows 2, 6, 11, 23, 24 and 25 of the fault matrix. */
@Timeout(120)
class S3UploadFaultsTest {
    private static final String KEY = "key";
    private static final CopyOptions ONLY_NEW = OPTIONS.withIfExists(IfExists.FAIL);

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

    /** What a completion is known for. */
    static Stream<Named<S3Fault>> oddAnswers() {
        return Stream.of(
                Named.of("error inside a 200, nothing done", S3Fault.errorInside200("InternalError")),
                Named.of("error inside a 200, done", S3Fault.doneBut(S3Fault.errorInside200("InternalError"))),
                Named.of("500, nothing done", S3Fault.error(500, "InternalError")),
                Named.of("500, done", S3Fault.doneBut(S3Fault.error(500, "InternalError"))),
                Named.of("503, done", S3Fault.doneBut(S3Fault.error(503, "SlowDown"))),
                Named.of("reply lost", S3Fault.lostReply()),
                Named.of("reset, nothing done", S3Fault.reset()));
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void anAnswerOfACompletionIsNotBelievedWhereItLeavesADoubt(S3Fault fault) throws Exception {
        uploading.bucket.server.at(COMPLETE_MULTIPART_UPLOAD).nth(1).suffers(fault);
        uploading.right(CONTENT, KEY, OPTIONS);
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void anObjectThatMustBeNewIsNotTakenForSomebodyElses(S3Fault fault) throws Exception {
        uploading
                .bucket
                .server
                .at(COMPLETE_MULTIPART_UPLOAD, PUT_OBJECT)
                .first(1)
                .suffers(fault);
        uploading.right(CONTENT, KEY, ONLY_NEW);
        uploading.bucket.server.at(PUT_OBJECT).first(1).suffers(fault);
        uploading.right(SMALL, "small", ONLY_NEW);
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void anOddAnswerToASinglePutIsNotBelievedEither(S3Fault fault) throws Exception {
        uploading.bucket.server.at(PUT_OBJECT).nth(1).suffers(fault);
        uploading.right(SMALL, KEY, OPTIONS);
    }

    @Test
    void whiteSpaceThatKeepsTheConnectionAliveIsNoPartOfTheAnswer() throws Exception {
        for (var lead : new String[] {"\n  \r\n ", ""}) {
            uploading.bucket.server.at(COMPLETE_MULTIPART_UPLOAD).suffers(S3Fault.changing(answer -> {
                var text = new String(answer.body().bytes(), StandardCharsets.UTF_8);
                return answer.withBody(Content.text(lead + text.replace("?>", "?>   \n  ")));
            }));
            uploading.right(CONTENT, KEY, OPTIONS);
        }
    }

    @Test
    void whoMayWriteNeedNotBeAllowedToLook() throws Exception {
        uploading
                .bucket
                .server
                .at(HEAD_OBJECT, LIST_MULTIPART_UPLOADS, LIST_PARTS)
                .suffers(S3Fault.error(403, "AccessDenied"));
        uploading.right(CONTENT, KEY, OPTIONS);
        uploading.right(SMALL, "small", OPTIONS);
        try (var upload = uploading
                .bucket
                .store()
                .upload(TestBucket.at("new"), UploadOptions.defaults().withOnlyNew(true), Scope.unlimited())) {
            TestUpload.whole(upload, SMALL);
        }
        uploading.assertThere(SMALL, "new");
    }

    @Test
    void whatWasDoneIsNotDoneTwice() throws Exception {
        uploading.bucket.server.bucket(TestBucket.NAME).versioned();
        uploading
                .bucket
                .server
                .at(COMPLETE_MULTIPART_UPLOAD, PUT_OBJECT)
                .suffers(S3Fault.doneBut(S3Fault.error(500, "InternalError")));
        uploading.right(CONTENT, KEY, ONCE);
        uploading.right(SMALL, "small", ONCE);
        assertThat(uploading.bucket.exchanges(COMPLETE_MULTIPART_UPLOAD)).hasSize(1);
        assertThat(uploading.bucket.exchanges(PUT_OBJECT)).hasSize(1);
    }

    @Test
    void aCompletionThatFailsForGoodIsToldAndLeavesTheOldObjectAndTheParts() throws Exception {
        uploading.bucket.put(KEY, Content.text("old"));
        var rule =
                uploading.bucket.server.at(COMPLETE_MULTIPART_UPLOAD).suffers(S3Fault.errorInside200("InternalError"));
        assertThat(uploading.told(CONTENT, KEY, OPTIONS))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("InternalError");
        assertThat(uploading.bucket.server.mismatch(TestBucket.NAME, KEY, Content.text("old")))
                .isEmpty();
        int sent = uploading.bucket.exchanges(UPLOAD_PART).size();
        rule.lift();
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(uploading.bucket.exchanges(UPLOAD_PART)).hasSize(sent);
    }

    @Test
    void anotherObjectOfTheSameSizeIsNotTakenForOurs() throws Exception {
        var other = Content.random(99, CONTENT.size());
        uploading.bucket.server.at(COMPLETE_MULTIPART_UPLOAD).suffers((_, _) -> {
            uploading.bucket.put(KEY, other);
            return Answer.reset();
        });
        assertThat(uploading.told(CONTENT, KEY, ONCE)).isInstanceOf(StoreException.Unavailable.class);
        assertThat(uploading.bucket.server.mismatch(TestBucket.NAME, KEY, other))
                .isEmpty();
    }

    @Test
    void partsThatBreakAreSentAgain() throws Exception {
        var server = uploading.bucket.server;
        server.at(UPLOAD_PART).ofPart(1).nth(1).suffers(S3Fault.reset());
        server.at(UPLOAD_PART).ofPart(2).nth(1).suffers(S3Fault.lostReply());
        server.at(UPLOAD_PART).ofPart(3).nth(1).suffers(S3Fault.error(500, "InternalError"));
        server.at(UPLOAD_PART).ofPart(4).nth(1).suffers(S3Fault.slowDown(Duration.ZERO));
        uploading.right(CONTENT, KEY, OPTIONS);
    }

    @Test
    void streamedPartsThatBreakAreReadAndSentAgain() throws Exception {
        var content = Content.random(3, (36 << 20) + 5);
        var server = uploading.bucket.server;
        server.at(UPLOAD_PART).ofPart(1).nth(1).suffers(S3Fault.reset());
        server.at(UPLOAD_PART).ofPart(2).nth(1).suffers(S3Fault.lostReply());
        server.at(UPLOAD_PART).ofPart(3).nth(1).suffers(S3Fault.error(503, "ServiceUnavailable"));
        uploading.right(content, KEY, OPTIONS.withPartSize(17 << 20));
    }

    @Test
    void theAnswerToACreationThatIsLostLeavesNoUploadBehind() throws Exception {
        uploading.bucket.server.at(CREATE_MULTIPART_UPLOAD).nth(1).suffers(S3Fault.lostReply());
        uploading.right(CONTENT, KEY, OPTIONS);
    }

    @Test
    void aBitThatFlipsOnTheWayIsFoundByTheServer() throws Exception {
        var server = uploading.bucket.server;
        server.at(UPLOAD_PART).ofPart(2).nth(1).suffers(Uploading.flipped(1000));
        uploading.right(CONTENT, KEY, OPTIONS);
        server.at(PUT_OBJECT).nth(1).suffers(Uploading.flipped(1000));
        uploading.right(SMALL, "small", OPTIONS);
        server.at(UPLOAD_PART).forKey("large").nth(1).suffers(Uploading.flipped(1000));
        uploading.right(Content.random(3, 18 << 20), "large", OPTIONS.withPartSize(18 << 20));
    }

    @Test
    void aBitThatFlipsIsFoundWithoutChecksumsToo() throws Exception {
        uploading.bucket.with("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        aBitThatFlipsOnTheWayIsFoundByTheServer();
    }

    @Test
    void aBitThatFlipsWhereTheServerComparesNothingIsFoundByTheEtag() throws Exception {
        uploading.bucket.with("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        // A streamed part has nothing that the server could compare.
        uploading.bucket.server.at(UPLOAD_PART).ofPart(2).nth(1).suffers(Uploading.flipped(7));
        uploading.right(Content.random(3, (36 << 20) + 5), KEY, OPTIONS.withPartSize(17 << 20));
        assertThat(uploading.bucket.exchanges(UPLOAD_PART)).hasSize(4);
    }

    @Test
    void anUploadThatSomebodyRemovesIsToldAndStartsOverTheNextTime() throws Exception {
        var server = uploading.bucket.server;
        server.at(UPLOAD_PART)
                .ofPart(3)
                .nth(1)
                .suffers(S3Fault.after(() -> server.raw()
                        .ask(S3Call.of("DELETE", TestBucket.NAME, KEY)
                                .query(
                                        "uploadId",
                                        server.uploads(TestBucket.NAME)
                                                .getFirst()
                                                .id()))));
        assertThat(uploading.told(CONTENT, KEY, OPTIONS))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("removed meanwhile");
        uploading.right(CONTENT, KEY, OPTIONS);
    }

    @Test
    void aPartThatSomebodyReplacesIsNotPublished() throws Exception {
        var server = uploading.bucket.server;
        server.at(COMPLETE_MULTIPART_UPLOAD).nth(1).suffers(S3Fault.error(400, "InvalidPart"));
        assertThat(uploading.told(CONTENT, KEY, OPTIONS))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("InvalidPart");
        assertThat(server.get(TestBucket.NAME, KEY)).isEmpty();
    }

    @Test
    void aClockThatIsWrongIsPutRight() throws Exception {
        uploading.bucket.server.withClockOff(Duration.ofHours(-3));
        uploading.right(CONTENT, KEY, OPTIONS);
        uploading.right(Content.random(3, 18 << 20), "large", OPTIONS.withPartSize(18 << 20));
    }

    @Test
    void aTokenThatExpiresInMidCopyIsToldAndTheSameCommandGoesOn() throws Exception {
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(2).suffers(S3Fault.expiredToken());
        assertThat(uploading.told(CONTENT, KEY, OPTIONS.withParallel(1)))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("ExpiredToken");
        rule.lift();
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(uploading.bucket.exchanges(UPLOAD_PART).stream().filter(e -> e.status() == 200))
                .as("parts that were taken")
                .hasSize(4);
    }

    @Test
    void aServerThatSaysNothingOfAPartIsAskedToCompareAnMd5() throws Exception {
        uploading
                .bucket
                .server
                .at(UPLOAD_PART)
                .suffers(S3Fault.changing(
                        answer -> answer.status() == 200 ? answer.without("x-amz-checksum-crc32c") : answer));
        // Opaque entity tags, as some servers have for parts.
        uploading.bucket.server.at(UPLOAD_PART).suffers(S3Fault.changing(answer -> answer));
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(uploading.bucket.exchanges(UPLOAD_PART)).hasSize(4);
    }

    @Test
    void aPartWhoseEtagProvesNothingIsSentWithAnMd5() throws Exception {
        uploading.bucket.server.at(UPLOAD_PART).suffers((request, work) -> {
            var answer = work.on(request);
            return request.header("Content-MD5").isPresent()
                    ? answer
                    : answer.without("x-amz-checksum-crc32c").with("ETag", "\"opaque\"");
        });
        uploading.right(CONTENT, KEY, OPTIONS.withParallel(1));
        assertThat(uploading.bucket.exchanges(UPLOAD_PART)).hasSize(5);
        assertThat(uploading.bucket.exchanges(UPLOAD_PART).stream().map(S3Exchange::headers))
                .filteredOn(headers -> headers.has("Content-MD5"))
                .hasSize(4);
    }

    @Test
    void aSilentServerIsGivenUpAfterTheLimitAndTheRestResumes() throws Exception {
        var rule = uploading.bucket.server.at(UPLOAD_PART).ofPart(3).suffers(S3Fault.silence());
        var failure = uploading.told(
                CONTENT,
                KEY,
                ONCE.withParallel(1).withStall(Duration.ofMillis(300)).withSilence(Duration.ofMillis(500)));
        assertThat(failure).isInstanceOf(StoreException.Unavailable.class).hasMessageContaining("no answer for");
        rule.lift();
        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(uploading.bucket.exchanges(UPLOAD_PART).stream().filter(e -> e.status() == 200))
                .hasSize(4);
    }

    @Test
    void aPartThatGoesIntoAnUploadThatIsGivenUpMeanwhileIsSentAgain() throws Exception {
        long large = 20L << 20;
        var content = Content.random(1, large + 17);
        var source = ContentSource.of(content, "1");
        var first = new ByteRange(0, large);
        var last = new ByteRange(large, large + 17);
        uploading.bucket.server.refusingTrailers();
        try (var upload = uploading
                .bucket
                .store()
                .upload(TestBucket.at(KEY), UploadOptions.defaults().withPartSize(large), Scope.unlimited())) {
            upload.begin(source, Scope.unlimited());
            // Before the last part is confirmed, the first one finds that its upload must be another.
            uploading.bucket.server.at(UPLOAD_PART).ofPart(2).first(1).suffers((request, work) -> {
                var answer = work.on(request);
                assertThatThrownBy(() -> upload.write(new SourcedPart(source, first), Scope.unlimited()))
                        .isInstanceOf(StoreException.Unavailable.class);
                return answer;
            });
            assertThatThrownBy(() -> upload.write(new SourcedPart(source, last), Scope.unlimited()))
                    .isInstanceOf(StoreException.Unavailable.class);
            var receipts = List.of(
                    upload.write(new SourcedPart(source, first), Scope.unlimited()),
                    upload.write(new SourcedPart(source, last), Scope.unlimited()));
            upload.commit(receipts, large + 17, Scope.unlimited());
        }
        uploading.assertThere(content, KEY);
    }

    @Test
    void aSourceThatIsGoneInMidCopyLeavesTheOldObject() throws Exception {
        uploading.bucket.put(KEY, Content.text("old"));
        var file = uploading.file(CONTENT);
        uploading
                .bucket
                .server
                .at(UPLOAD_PART)
                .nth(2)
                .suffers(S3Fault.after(() -> Files.write(
                        Path.of(file.path()), Content.random(8, PART).bytes())));
        var outcome = uploading.copy(file, TestBucket.at(KEY), OPTIONS.withParallel(1));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(uploading.bucket.server.mismatch(TestBucket.NAME, KEY, Content.text("old")))
                .isEmpty();
    }
}
