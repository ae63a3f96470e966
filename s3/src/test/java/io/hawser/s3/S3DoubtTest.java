package io.hawser.s3;

import static io.hawser.s3.Uploading.CONTENT;
import static io.hawser.s3.Uploading.OPTIONS;
import static io.hawser.s3.Uploading.SMALL;
import static io.hawser.testkit.s3.S3Operation.COMPLETE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.COPY_OBJECT;
import static io.hawser.testkit.s3.S3Operation.HEAD_OBJECT;
import static io.hawser.testkit.s3.S3Operation.PUT_OBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.IfExists;
import io.hawser.Outcome;
import io.hawser.testkit.Content;
import io.hawser.testkit.s3.S3Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether an object was published where the answer leaves that open: the same bytes alone do not say so. */
@Timeout(120)
class S3DoubtTest {
    private static final String KEY = "key";
    private static final CopyOptions DESCRIBED =
            OPTIONS.withAttributes(Map.of("ContentType", "text/new", "Metadata", "a=new"));

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

    private void assertDescribed() throws Exception {
        assertThat(uploading.bucket.stat(KEY).attributes())
                .containsEntry("content-type", "text/new")
                .containsEntry("metadata.a", "new");
    }

    @Test
    void anOldObjectOfTheSameBytesIsNotTakenForTheNewOne() throws Exception {
        for (var content : new Content[] {SMALL, CONTENT}) {
            uploading.right(content, KEY, OPTIONS.withAttributes(Map.of("Metadata", "a=old")));
            var rule = uploading
                    .bucket
                    .server
                    .at(PUT_OBJECT, COMPLETE_MULTIPART_UPLOAD)
                    .first(1)
                    .suffers(S3Fault.error(500, "InternalError"));
            uploading.right(content, KEY, DESCRIBED);
            rule.lift();
            assertDescribed();
        }
    }

    @Test
    void aCopyOntoItselfIsNotTakenForDone() throws Exception {
        uploading.right(SMALL, KEY, OPTIONS);
        uploading.bucket.server.at(COPY_OBJECT).first(1).suffers(S3Fault.error(500, "InternalError"));
        assertThat(uploading.copy(TestBucket.at(KEY), TestBucket.at(KEY), DESCRIBED))
                .isInstanceOf(Outcome.Copied.class);
        assertDescribed();
    }

    @Test
    void aRequestThatIsCarriedOutLateIsNotTakenForSomebodyElses() throws Exception {
        uploading.bucket.server.at(PUT_OBJECT).first(1).suffers(S3Fault.doneBut(S3Fault.error(500, "InternalError")));
        // For those who look before and soon after, there is nothing yet.
        uploading.bucket.server.at(HEAD_OBJECT).first(4).suffers(S3Fault.error(404, "NoSuchKey"));
        uploading.right(SMALL, KEY, OPTIONS.withIfExists(IfExists.FAIL));
    }

    @Test
    void whoMustNotLookTriesAgain() throws Exception {
        uploading.bucket.server.at(HEAD_OBJECT).suffers(S3Fault.error(403, "AccessDenied"));
        uploading.bucket.server.at(PUT_OBJECT).first(1).suffers(S3Fault.error(503, "SlowDown"));
        uploading.bucket.server.at(COMPLETE_MULTIPART_UPLOAD).first(1).suffers(S3Fault.error(503, "SlowDown"));
        uploading.right(SMALL, "small", OPTIONS);
        uploading.right(CONTENT, KEY, OPTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OperationAborted", "ConditionalRequestConflict"})
    void aRequestThatCollidesWithAnotherIsSentAgain(String code) throws Exception {
        uploading.bucket.server.at(PUT_OBJECT).first(1).suffers(S3Fault.error(409, code));
        uploading.bucket.server.at(COMPLETE_MULTIPART_UPLOAD).first(1).suffers(S3Fault.error(409, code));
        uploading.right(SMALL, "small", OPTIONS.withIfExists(IfExists.FAIL));
        uploading.right(CONTENT, KEY, OPTIONS.withIfExists(IfExists.FAIL));
    }
}
