package io.hawser.http.artifactory;

import static io.hawser.http.artifactory.TestArtifactory.OPTIONS;
import static io.hawser.http.artifactory.TestArtifactory.PART;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Outcome;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.Checksums;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole copies from Artifactory under the faults that it can have: each ends right, or told with the old target untouched. */
@LeakChecked
class ArtifactoryDownloadTest {
    private static final Content CONTENT = Content.random(31, 4 * PART + 12_345);
    private static final String ITEM = "repo/a/file.bin";

    @TempDir
    private Path folder;

    private TestArtifactory artifactory;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        artifactory = TestArtifactory.start();
        artifactory.server.put(ITEM, CONTENT);
        target = Files.writeString(folder.resolve("target"), "old");
    }

    @AfterEach
    void stop() throws IOException {
        artifactory.close();
    }

    private Outcome download(CopyOptions options) throws InterruptedException {
        return artifactory.download(ITEM, target, options);
    }

    private void fault(ArtifactoryFault fault) {
        artifactory.server.fault(ITEM, fault);
    }

    private int count(ArtifactoryOperation... operations) {
        return artifactory.server.count(operations);
    }

    private void assertRight(Outcome outcome) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(CONTENT.mismatch(target)).isEmpty();
        assertThat(outcome.summary().verified().by()).isEqualTo(Verified.By.SOURCE);
    }

    private String assertTold(Outcome outcome, String kind) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(target).hasContent("old");
        var cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause.kind()).as(cause.toString()).isEqualTo(kind);
        assertThat(cause.getMessage()).doesNotContain(artifactory.server.user().token());
        return cause.getMessage();
    }

    @Test
    void aFileIsOneRequestForEachPartAndIsVerifiedBySha256() throws Exception {
        var outcome = download(OPTIONS);

        assertRight(outcome);
        assertThat(outcome.summary().verified().digest().orElseThrow().algorithm())
                .isEqualTo(Algorithm.SHA256);
        assertThat(artifactory.server.requests()).hasSize(5).allSatisfy(request -> {
            assertThat(request.operation()).isEqualTo(ArtifactoryOperation.DOWNLOAD);
            assertThat(request.user()).contains("admin");
        });
    }

    @Test
    void theStrongestChecksumThatThereIsCounts() throws Exception {
        for (var kind : new Checksums.Kind[] {Checksums.Kind.SHA1, Checksums.Kind.MD5}) {
            var value = Checksums.of(CONTENT).get(kind).orElseThrow();
            artifactory.server.put(ITEM, CONTENT, Checksums.none().with(kind, value));
            var outcome = download(OPTIONS);

            assertRight(outcome);
            assertThat(outcome.summary().verified().digest().orElseThrow().hex())
                    .isEqualTo(value);
        }
    }

    @Test
    void withoutChecksumFieldsTheStorageApiIsAsked() throws Exception {
        artifactory.server.withoutChecksumHeaders();

        assertRight(download(OPTIONS));
        assertThat(count(ArtifactoryOperation.INFO)).isEqualTo(1);
    }

    @Test
    void whoMayReadAndNotAskGetsTheFileUnverified() throws Exception {
        artifactory.server.withoutChecksumHeaders();
        artifactory.server.at(ArtifactoryOperation.INFO).suffers(ArtifactoryFault.status(403));
        var outcome = download(OPTIONS);

        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(outcome.summary().verified().by()).isEqualTo(Verified.By.NONE);
        assertThat(CONTENT.mismatch(target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void fault6ErrorsThatStayAreToldInTheServersWords(int status) throws Exception {
        fault(ArtifactoryFault.error(status, "the server's words"));

        assertThat(assertTold(download(OPTIONS), "unavailable")).contains("the server's words");
        assertThat(count(ArtifactoryOperation.DOWNLOAD)).isEqualTo(5);
    }

    @Test
    void fault6PassingErrorsOfServerAndProxy() throws Exception {
        artifactory.server.fault(
                ITEM,
                ArtifactoryFault.mix(
                        7,
                        1,
                        ArtifactoryFault.status(500),
                        ArtifactoryFault.proxyPage(502),
                        ArtifactoryFault.throttled(Duration.ofSeconds(0)),
                        ArtifactoryFault.status(503).with("Retry-After", "0")));

        assertRight(download(OPTIONS));
    }

    @ParameterizedTest
    @CsvSource({"401, denied", "403, denied", "404, not_found", "410, not_found", "416, rejected"})
    void fault7RefusalsAreToldAtOnceInTheServersWords(int status, String kind) throws Exception {
        fault(ArtifactoryFault.error(status, "these are the server's words"));

        assertThat(assertTold(download(OPTIONS), kind))
                .contains(Integer.toString(status))
                .contains("(these are the server's words)");
        assertThat(count(ArtifactoryOperation.DOWNLOAD)).isLessThanOrEqualTo(2);
    }

    @Test
    void fault8RangesIgnored() throws Exception {
        fault(ArtifactoryFault.withoutRanges());

        assertRight(download(OPTIONS));
    }

    @Test
    void fault8RangesIgnoredInTheMiddle() throws Exception {
        artifactory.server.fault(ITEM, ArtifactoryFault.wholeForRange()).after(2);

        assertRight(download(OPTIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 1-1048576/4206649", "bytes 0-1048570/4206649", "bytes 0-1048575/*"})
    void fault9AnotherRangeThanWasAskedFor(String range) throws Exception {
        artifactory
                .server
                .fault(ITEM, ArtifactoryFault.changing(answer -> answer.with("Content-Range", range)))
                .first(1);

        assertRight(download(OPTIONS));
    }

    @Test
    void fault9AnEntityTagForEachRangeIsTheSameFile() throws Exception {
        fault(ArtifactoryFault.etagPerRange());

        assertRight(download(OPTIONS));
        assertThat(count(ArtifactoryOperation.DOWNLOAD)).isEqualTo(5);
    }

    @Test
    void fault10AFileThatIsReplacedIsAConflictAlsoWithinASecond() throws Exception {
        var time = artifactory.server.item(ITEM).orElseThrow().modified();
        artifactory
                .server
                .fault(
                        ITEM,
                        ArtifactoryFault.after(
                                () -> artifactory.server.put(ITEM, Content.random(32, CONTENT.size()), time)))
                .nth(3);

        assertThat(assertTold(download(OPTIONS), "conflict")).contains("changed");
    }

    @Test
    void fault11AFlippedBitIsFetchedAgain() throws Exception {
        artifactory.server.fault(ITEM, ArtifactoryFault.flippedAt(77)).first(1);

        assertRight(download(OPTIONS));
    }

    @Test
    void fault11WrongBytesThatStayAreNeverPublished() throws Exception {
        fault(ArtifactoryFault.flippedAt(77));

        assertTold(download(OPTIONS), "corrupt");
    }

    @Test
    void fault12AShorterBodyWhoseLengthAgreesIsNotTheFile() throws Exception {
        fault(ArtifactoryFault.truncated(1));

        assertThat(download(OPTIONS.withParallel(1))).isInstanceOf(Outcome.Failed.class);
        assertThat(target).hasContent("old");
    }

    @Test
    void fault12APageInPlaceOfTheFileIsNotTheFile() throws Exception {
        fault(ArtifactoryFault.proxyPage(200));

        assertThat(download(OPTIONS)).isInstanceOf(Outcome.Failed.class);
        assertThat(target).hasContent("old");
    }

    @Test
    void fault12ChunkedWithoutLength() throws Exception {
        fault(ArtifactoryFault.withoutRanges().without("Content-Length"));

        assertRight(download(OPTIONS));
    }

    @Test
    void fault13GzipByAProxy() throws Exception {
        fault(ArtifactoryFault.gzippedUnasked());

        assertRight(download(OPTIONS));
    }

    @Test
    void fault14CredentialsStayWhenTheBytesComeFromElsewhere() throws Exception {
        try (var storage = ScriptedHttpServer.start()) {
            var seen = new CopyOnWriteArrayList<String>();
            var file = ServedFile.of(CONTENT);
            storage.on("/blob", request -> {
                request.header("Authorization").ifPresent(seen::add);
                return file.answer(request);
            });
            artifactory.server.redirectingTo(_ -> URI.create(storage.url("localhost", "/blob?Signature=abc")));

            assertRight(download(OPTIONS));
            assertThat(seen).isEmpty();
            assertThat(storage.exchanges()).hasSize(5);
            assertThat(count(ArtifactoryOperation.INFO)).isEqualTo(1);
            assertThat(count(ArtifactoryOperation.DOWNLOAD)).isEqualTo(1);
        }
    }

    @Test
    void fault14ASignedUrlThatExpiresIsAskedForAgain() throws Exception {
        try (var storage = ScriptedHttpServer.start()) {
            var file = ServedFile.of(CONTENT);
            storage.on(
                    "/old",
                    request -> storage.exchanges("/old").size() > 2
                            ? Answer.status(403).withText("Request has expired")
                            : file.answer(request));
            storage.on("/new", file);
            artifactory
                    .server
                    .heedingIfMatch()
                    .redirectingTo(_ -> URI.create(storage.url(
                            "localhost",
                            artifactory.server.count(ArtifactoryOperation.DOWNLOAD) > 1 ? "/new" : "/old")));

            assertRight(download(OPTIONS));
        }
    }

    @Test
    void fault14ARedirectLoopIsTold() throws Exception {
        fault(ArtifactoryFault.changing(_ -> Answer.redirect(302, artifactory.server.url(ITEM))));

        assertThat(assertTold(download(OPTIONS), "rejected")).contains("redirects");
    }

    @Test
    void fault25ATokenThatExpiresIsToldAndALaterRunGoesOn() throws Exception {
        var rule =
                artifactory.server.fault(ITEM, ArtifactoryFault.expiredToken()).after(2);
        assertThat(assertTold(download(OPTIONS), "denied")).contains("expired");
        rule.lift();
        long before = artifactory.server.sent();
        var outcome = download(OPTIONS);

        assertRight(outcome);
        assertThat(outcome.summary().resumedBytes()).isPositive();
        assertThat(artifactory.server.sent() - before).isLessThan(CONTENT.size());
    }

    @Test
    void theConnectionsFaultsEndRight() throws Exception {
        artifactory.server.fault(
                ITEM,
                ArtifactoryFault.mix(
                        20_261_122,
                        6,
                        ArtifactoryFault.reset(),
                        ArtifactoryFault.resetAfter(300_000),
                        ArtifactoryFault.shortBody(500_000)));

        assertRight(download(OPTIONS));
    }

    @Test
    void aSilentServerIsLeft() throws Exception {
        artifactory.server.fault(ITEM, ArtifactoryFault.silence()).first(1);
        artifactory.server.fault(ITEM, ArtifactoryFault.stallAfter(100_000)).nth(2);

        assertRight(download(OPTIONS.withStall(Duration.ofMillis(500))));
    }

    @Test
    void whoWantsNoVerificationGetsNone() throws Exception {
        var outcome = download(OPTIONS.withVerify(new Verify.None()));

        assertThat(outcome.summary().verified().by()).isEqualTo(Verified.By.NONE);
    }
}
