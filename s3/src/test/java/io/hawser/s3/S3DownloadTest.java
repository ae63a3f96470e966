package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole copies from S3 under rows 1 to 12, 24 and 25 of the fault matrix: each ends right, or told with the old target untouched. */
@LeakChecked
class S3DownloadTest {
    private static final long PART = 1 << 20;
    private static final Content CONTENT = Content.random(11, 6 * PART + 12_345);
    private static final S3Operation GET = S3Operation.GET_OBJECT;
    private static final S3Operation HEAD = S3Operation.HEAD_OBJECT;
    private static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withDurable(false)
            .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));

    @TempDir
    private Path folder;

    private TestBucket bucket;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
        bucket.put("file", CONTENT);
        target = Files.writeString(folder.resolve("target"), "old");
    }

    @AfterEach
    void stop() throws IOException {
        bucket.close();
    }

    private Outcome copy(CopyOptions options) throws InterruptedException {
        return copy("file", options);
    }

    private Outcome copy(String key, CopyOptions options) throws InterruptedException {
        var settings = HawserOptions.defaults()
                .withProviders(List.of(new S3StoreProvider()))
                .withEnvironment(bucket.environment());
        try (var hawser = Hawser.open(settings)) {
            return hawser.copy(TestBucket.at(key), Location.local(target.toString()), options)
                    .await();
        }
    }

    private void assertRight(Outcome outcome) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(CONTENT.mismatch(target)).isEmpty();
        assertThat(outcome.summary().bytes()).isEqualTo(CONTENT.size());
        assertNothingElse();
    }

    private void assertNothingElse() throws IOException {
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(target);
        }
    }

    private StoreException assertTold(Outcome outcome, String kind) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(target).hasContent("old");
        var cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause.kind()).as(cause.toString()).isEqualTo(kind);
        return cause;
    }

    private static Verified verified(Outcome outcome) {
        return outcome.summary().verified();
    }

    @Test
    void withoutAFaultThereIsOneRequestForEachPartAndOneForTheChecksum() throws Exception {
        var outcome = copy(OPTIONS);
        assertRight(outcome);

        assertThat(verified(outcome).by()).isEqualTo(Verified.By.SOURCE);
        assertThat(verified(outcome).digest().orElseThrow().algorithm()).isEqualTo(Algorithm.CRC64NVME);
        assertThat(bucket.exchanges(GET)).hasSize(7);
        assertThat(bucket.exchanges(HEAD)).hasSize(1);
        assertThat(bucket.server.sent()).isEqualTo(CONTENT.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, PART - 1, PART, PART + 1})
    void everySize(long size) throws Exception {
        var content = CONTENT.slice(0, size);
        bucket.put("file", content);
        var outcome = copy(OPTIONS);

        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(content.mismatch(target)).isEmpty();
        assertThat(verified(outcome).by()).isEqualTo(Verified.By.SOURCE);
    }

    @Test
    void fault1ConnectionResetBeforeTheFirstAnswer() throws Exception {
        bucket.server.at().first(1).suffers(S3Fault.reset());
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault2EveryFirstReadOfAPartIsReset() throws Exception {
        bucket.server.at(GET).first(7).suffers(S3Fault.resetAfter(300_000));
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault3EarlyFin() throws Exception {
        bucket.server.at(GET).first(4).suffers(S3Fault.shortBody(700_000));
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault4Stall() throws Exception {
        bucket.server.at(GET).nth(3).suffers(S3Fault.stallAfter(100_000));
        assertRight(copy(OPTIONS.withStall(Duration.ofMillis(300))));
    }

    @ParameterizedTest
    @CsvSource({"500, InternalError", "502, ''", "503, SlowDown", "503, ServiceUnavailable", "429, TooManyRequests"})
    void fault6FailuresOfTheServerAreTriedAgain(int status, String code) throws Exception {
        var fault = S3Fault.error(status, code).with("Retry-After", "0");
        bucket.server.at(GET).first(2).suffers(fault);
        bucket.server.at(HEAD).first(1).suffers(fault);
        assertRight(copy(OPTIONS));
    }

    @ParameterizedTest
    @CsvSource({
        "401, AccessDenied, denied",
        "403, AccessDenied, denied",
        "403, InvalidAccessKeyId, denied",
        "404, NoSuchKey, not_found",
        "404, NoSuchBucket, not_found",
        "410, '', not_found",
        "400, InvalidRequest, rejected"
    })
    void fault7RefusalsAreToldAtOnce(int status, String code, String kind) throws Exception {
        bucket.server.at(GET).suffers(S3Fault.error(status, code));
        var cause = assertTold(copy(OPTIONS), kind);

        assertThat(cause).hasMessageContaining("s3://bucket/file").hasMessageContaining(code);
        assertThat(bucket.exchanges(GET)).hasSize(1);
        assertNothingElse();
    }

    @Test
    void fault8RangesIgnored() throws Exception {
        bucket.server.at(GET).suffers(TestBucket.ignoringRanges(CONTENT));
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault8RangesIgnoredFromSomePartOn() throws Exception {
        bucket.server.at(GET).after(3).suffers(TestBucket.ignoringRanges(CONTENT));
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault9ShiftedRangesAreTold() throws Exception {
        bucket.server.at(GET).after(2).suffers(S3Fault.wrongContentRange(1));
        assertThat(assertTold(copy(OPTIONS), "unavailable")).hasMessageContaining("does not match");
    }

    @Test
    void fault9TotalsHidden() throws Exception {
        bucket.server.at(GET).suffers(S3Fault.hiddenTotal());
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault10ReplacedInMidCopy() throws Exception {
        bucket.server
                .at(GET)
                .nth(3)
                .suffers(S3Fault.after(() -> bucket.put("file", Content.random(12, CONTENT.size()))));
        assertThat(assertTold(copy(OPTIONS), "conflict")).hasMessageContaining("no longer the version");
        assertNothingElse();
    }

    @Test
    void fault10ReplacedInMidCopyWhereEachRangeHasAnEtagOfItsOwn() throws Exception {
        bucket.server.withClockOff(Duration.ofMinutes(1));
        bucket.server.at(GET).suffers(S3Fault.etagPerRange());
        assertRight(copy(OPTIONS));

        Files.writeString(target, "old");
        // The last word is HEAD's: all bytes are there when the object is replaced.
        bucket.server
                .at(HEAD)
                .after(1)
                .suffers(S3Fault.after(() -> bucket.put("file", Content.random(12, CONTENT.size()))));
        assertTold(copy(OPTIONS), "conflict");
        assertNothingElse();
    }

    @Test
    void fault11BitFlipInAPart() throws Exception {
        bucket.server.at(GET).nth(4).suffers(S3Fault.flippedAt(123_456));
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault11BitFlipAlways() throws Exception {
        bucket.server.at(GET).suffers(S3Fault.flippedAt(1_000));
        assertThat(assertTold(copy(OPTIONS), "corrupt")).hasMessageContaining("crc64nvme");
        assertNothingElse();
    }

    @Test
    void fault11BitFlipInASmallObject() throws Exception {
        bucket.put("file", CONTENT.slice(0, 5_000));
        bucket.server.at(GET).suffers(S3Fault.flippedAt(1_000));
        assertTold(copy(OPTIONS), "corrupt");
        assertNothingElse();
    }

    @Test
    void fault11BitFlipInAnObjectOfParts() throws Exception {
        bucket.server.withLeastPart(1);
        bucket.putInParts("file", CONTENT, Algorithm.SHA256, 3 * PART, 3 * PART, 12_345);
        var outcome = copy(OPTIONS);
        assertRight(outcome);
        assertThat(verified(outcome).digest().orElseThrow().parts()).isPresent();

        Files.writeString(target, "old");
        bucket.server.at(GET).suffers(S3Fault.flippedAt(1_000));
        assertTold(copy(OPTIONS), "corrupt");
    }

    @Test
    void anObjectOfUnevenPartsIsCopiedAllTheSame() throws Exception {
        bucket.server.withLeastPart(1);
        bucket.putInParts("file", CONTENT, Algorithm.SHA256, PART, 4 * PART, PART, 12_345);
        assertRight(copy(OPTIONS));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600, 86400 * 3})
    void fault24ClockSkew(long seconds) throws Exception {
        bucket.server.withClockOff(Duration.ofSeconds(seconds));
        assertRight(copy(OPTIONS));
    }

    @Test
    void fault25TheTokenExpiresInMidCopyAndTheNextRunGoesOn() throws Exception {
        bucket.with("AWS_SESSION_TOKEN", "token");
        var expired = bucket.server.at(GET).after(4).suffers(S3Fault.expiredToken());
        var cause = assertTold(copy(OPTIONS.withParallel(2)), "denied");
        assertThat(cause).hasMessageContaining("ExpiredToken").hasMessageNotContaining("hawser-secret");

        expired.lift();
        var outcome = copy(OPTIONS);
        assertRight(outcome);
        assertThat(outcome.summary().resumedBytes()).isPositive();
    }

    /** Faults of s3transfer, job 2 C 7: a wrong expected size is an error and no success with padding. */
    @ParameterizedTest
    @ValueSource(longs = {10, 100})
    void aWrongExpectedSizeIsToldAndNothingIsWritten(long expected) throws Exception {
        bucket.put("file", CONTENT.slice(0, 50));
        assertTold(copy(OPTIONS.withExpectedSize(OptionalLong.of(expected))), "rejected");
        assertNothingElse();
    }
}
