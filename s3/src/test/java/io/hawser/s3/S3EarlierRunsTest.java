package io.hawser.s3;

import static io.hawser.s3.Uploading.CONTENT;
import static io.hawser.s3.Uploading.ONCE;
import static io.hawser.s3.Uploading.OPTIONS;
import static io.hawser.s3.Uploading.SMALL;
import static io.hawser.testkit.s3.S3Operation.COMPLETE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.COPY_OBJECT;
import static io.hawser.testkit.s3.S3Operation.CREATE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.LIST_PARTS;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART_COPY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.IfExists;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What earlier runs left is taken where it is right, never where it was set up otherwise, and not lost by a run that does not come far. */
@Timeout(120)
class S3EarlierRunsTest {
    private static final String KEY = "key";

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

    private int succeeded(S3Operation operation) {
        return (int) uploading.bucket.exchanges(operation).stream()
                .filter(e -> e.status() == 200)
                .count();
    }

    @Test
    void whatWasSetForAnEarlierUploadIsNotSetForOneWithoutIt() throws Exception {
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(2).suffers(S3Fault.error(500, "InternalError"));
        var options = Map.of("StorageClass", "STANDARD_IA", "Metadata", "a=b", "ACL", "public-read");
        uploading.told(CONTENT, KEY, ONCE.withParallel(1).withAttributes(options));
        rule.lift();

        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(uploading.bucket.stat(KEY).attributes()).doesNotContainKeys("storage-class", "metadata.a");
    }

    @Test
    void whatAnotherMachineSetForItsUploadIsNotTakenWhereAListingTells() throws Exception {
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(2).suffers(S3Fault.error(500, "InternalError"));
        uploading.told(CONTENT, KEY, ONCE.withParallel(1).withAttributes(Map.of("StorageClass", "STANDARD_IA")));
        rule.lift();
        uploading.onMachine("other");

        assertThat(uploading.copy(CONTENT, KEY, OPTIONS)).isInstanceOf(Outcome.Copied.class);
        assertThat(uploading.bucket.stat(KEY).attributes()).doesNotContainKey("storage-class");
    }

    @Test
    void anUploadThatAnotherMachineHasJustCreatedIsLeftAlone() throws Exception {
        uploading
                .bucket
                .server
                .raw()
                .ask(S3Call.of("POST", TestBucket.NAME, KEY).query("uploads", ""))
                .expect(200);
        uploading.bucket.server.at(CREATE_MULTIPART_UPLOAD).suffers(S3Fault.error(403, "AccessDenied"));
        uploading.told(CONTENT, KEY, OPTIONS);
        assertThat(uploading.bucket.server.uploads(TestBucket.NAME)).hasSize(1);
    }

    @Test
    void aCopyWhoseCreationIsNotAnsweredLeavesNoUploadBehind() throws Exception {
        uploading.bucket.put("from", CONTENT);
        uploading.bucket.server.at(CREATE_MULTIPART_UPLOAD).nth(1).suffers(S3Fault.lostReply());
        var inParts = OPTIONS.withIfExists(IfExists.FAIL);
        assertThat(uploading.copy(TestBucket.at("from"), TestBucket.at(KEY), inParts))
                .isInstanceOf(Outcome.Copied.class);
        uploading.assertThere(CONTENT, KEY);
    }

    @Test
    void whatAnotherObjectLearnedMeanwhileStartsAnUploadOver() throws Exception {
        var large = 20L << 20;
        uploading.bucket.server.refusingTrailers();
        uploading
                .bucket
                .server
                .at(UPLOAD_PART)
                .where(e -> e.header("Content-MD5").isEmpty()
                        && e.header("x-amz-checksum-crc32c").isEmpty()
                        && e.request().key().equals("second"))
                .first(1)
                .suffers(S3Fault.error(400, "InvalidRequest"));
        var content = Content.random(1, large + 17);
        var source = ContentSource.of(content, "1");
        var options = UploadOptions.defaults().withPartSize(large);
        var store = uploading.bucket.store();
        try (var first = store.upload(TestBucket.at("first"), options, Scope.unlimited());
                var second = store.upload(TestBucket.at("second"), options, Scope.unlimited())) {
            first.begin(source, Scope.unlimited());
            second.begin(source, Scope.unlimited());
            for (var upload : List.of(first, second)) {
                assertThatThrownBy(
                                () -> upload.write(new SourcedPart(source, new ByteRange(0, large)), Scope.unlimited()))
                        .isInstanceOf(StoreException.Unavailable.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "folder for a journal", "no path"})
    void withoutAFolderForItsStateARunWorksAndResumes(String what) throws Exception {
        var state = folder.resolve("state");
        switch (what) {
            case "file" -> Files.createFile(state);
            case "folder for a journal" -> {
                uploading.bucket.with("XDG_STATE_HOME", state.toString());
                var journal = state.resolve("hawser/uploads")
                        .resolve(UploadJournal.digest(
                                uploading.bucket.server.endpoint() + " " + ObjectName.of(TestBucket.at(KEY))));
                Files.createDirectories(journal.resolve("x"));
            }
            default -> {}
        }
        uploading.bucket.with("XDG_STATE_HOME", what.equals("no path") ? "\u0000" : state.toString());
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(2).suffers(S3Fault.error(500, "InternalError"));
        uploading.told(CONTENT, KEY, ONCE.withParallel(1));
        rule.lift();

        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(succeeded(UPLOAD_PART)).isEqualTo(4);
    }

    @Test
    void whoMustNotListPartsStartsOver() throws Exception {
        uploading.bucket.put("from", CONTENT);
        uploading.bucket.server.at(LIST_PARTS).suffers(S3Fault.error(403, "AccessDenied"));
        var inParts = ONCE.withIfExists(IfExists.FAIL);
        for (var from : List.of(uploading.file(CONTENT), TestBucket.at("from"))) {
            var to = TestBucket.at(KEY + from.scheme());
            var broken =
                    uploading.bucket.server.at(COMPLETE_MULTIPART_UPLOAD).suffers(S3Fault.error(500, "InternalError"));
            uploading.copy(from, to, inParts.withParallel(1));
            broken.lift();
            assertThat(uploading.copy(from, to, inParts)).isInstanceOf(Outcome.Copied.class);
            uploading.assertThere(CONTENT, to.name());
        }
    }

    @Test
    void aRunThatCannotEvenListThePartsLeavesThem() throws Exception {
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(2).suffers(S3Fault.error(500, "InternalError"));
        uploading.told(CONTENT, KEY, ONCE.withParallel(1));
        rule.lift();
        rule = uploading.bucket.server.at(LIST_PARTS).suffers(S3Fault.error(500, "InternalError"));
        uploading.told(CONTENT, KEY, ONCE);
        rule.lift();

        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(succeeded(UPLOAD_PART)).isEqualTo(4);
        assertThat(succeeded(CREATE_MULTIPART_UPLOAD)).isEqualTo(1);
    }

    @Test
    void aCopyInPartsThatCannotListThemLeavesThem() throws Exception {
        var large = Content.random(2, (300 << 20) + 5);
        var inParts = ONCE.withIfExists(IfExists.FAIL).withParallel(1);
        uploading.bucket.put("from", large);
        var rule = uploading.bucket.server.at(UPLOAD_PART_COPY).ofPart(3).suffers(S3Fault.error(500, "InternalError"));
        assertThat(uploading.copy(TestBucket.at("from"), TestBucket.at(KEY), inParts))
                .isInstanceOf(Outcome.Failed.class);
        rule.lift();
        rule = uploading.bucket.server.at(LIST_PARTS).suffers(S3Fault.error(500, "InternalError"));
        assertThat(uploading.copy(TestBucket.at("from"), TestBucket.at(KEY), inParts))
                .isInstanceOf(Outcome.Failed.class);
        rule.lift();

        assertThat(uploading.copy(TestBucket.at("from"), TestBucket.at(KEY), inParts))
                .isInstanceOf(Outcome.Copied.class);
        uploading.assertThere(large, KEY);
        assertThat(succeeded(UPLOAD_PART_COPY)).isEqualTo(3);
    }

    @Test
    void whereTheServerDoesNotCopyTheBytesGoOnWhereTheyStopped() throws Exception {
        uploading.bucket.put("from", CONTENT);
        uploading.bucket.server.at(COPY_OBJECT).suffers(S3Fault.error(501, "NotImplemented"));
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(2).suffers(S3Fault.error(500, "InternalError"));
        assertThat(uploading.copy(TestBucket.at("from"), TestBucket.at(KEY), ONCE.withParallel(1)))
                .isInstanceOf(Outcome.Failed.class);
        rule.lift();

        assertThat(uploading.copy(TestBucket.at("from"), TestBucket.at(KEY), OPTIONS))
                .isInstanceOf(Outcome.Copied.class);
        uploading.assertThere(CONTENT, KEY);
        assertThat(succeeded(UPLOAD_PART)).isEqualTo(4);
    }

    @Test
    void whatARunLearnedOfTheServerDoesNotHideItsUploadFromTheNext() throws Exception {
        uploading.bucket.server.refusingChecksums();
        var rule = uploading.bucket.server.at(UPLOAD_PART).after(2).suffers(S3Fault.error(500, "InternalError"));
        try (var hawser = Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new S3StoreProvider()))
                .withEnvironment(uploading.bucket.environment()))) {
            assertThat(hawser.copy(uploading.file(SMALL), TestBucket.at("small"), OPTIONS)
                            .await())
                    .isInstanceOf(Outcome.Copied.class);
            assertThat(hawser.copy(uploading.file(CONTENT), TestBucket.at(KEY), ONCE.withParallel(1))
                            .await())
                    .isInstanceOf(Outcome.Failed.class);
        }
        rule.lift();

        uploading.right(CONTENT, KEY, OPTIONS);
        assertThat(succeeded(UPLOAD_PART)).isEqualTo(4);
    }
}
