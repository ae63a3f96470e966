package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Exchange;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.Handler;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.Misbehaving;
import io.hawser.testkit.Pace;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole copies from HTTP under rows 1 to 14 of the fault matrix: each ends right, or told with the old target
 * untouched.
 */
@LeakChecked
class CopyTest {
    private static final long PART = 1 << 20;
    private static final Content CONTENT = Content.random(11, 6 * PART + 12_345);
    private static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withDurable(false)
            .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));

    @TempDir
    private Path folder;

    private ScriptedHttpServer server;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedHttpServer.start();
        target = Files.writeString(folder.resolve("target"), "old");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Outcome copy(String url, CopyOptions options) throws InterruptedException {
        var settings = HawserOptions.defaults()
                .withProviders(List.of(new HttpStoreProvider()))
                .withEnvironment(Map.of());
        try (var hawser = Hawser.open(settings)) {
            return hawser.copy(Location.parse(url), Location.local(target.toString()), options)
                    .await();
        }
    }

    private Outcome copyThrough(FaultScript script, CopyOptions options) throws IOException, InterruptedException {
        try (var proxy = FaultProxy.to(server.address(), script)) {
            return copy("http://127.0.0.1:" + proxy.address().getPort() + "/file", options);
        }
    }

    private void assertRight(Outcome outcome) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(CONTENT.mismatch(target)).isEmpty();
        assertThat(outcome.summary().bytes()).isEqualTo(CONTENT.size());
        assertNothingElse();
    }

    private StoreException assertTold(Outcome outcome, String kind) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(target).hasContent("old");
        var cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause.kind()).as(cause.toString()).isEqualTo(kind);
        return cause;
    }

    private void assertNothingElse() throws IOException {
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(target);
        }
    }

    @Test
    void withoutAFaultThereIsOneRequestForEachPart() throws Exception {
        server.serve("/file", CONTENT);
        assertRight(copy(server.url("/file"), OPTIONS));

        assertThat(server.exchanges()).hasSize(7);
        assertThat(server.sent()).isEqualTo(CONTENT.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, PART - 1, PART, PART + 1})
    void everySize(long size) throws Exception {
        var content = CONTENT.slice(0, size);
        server.serve("/file", content);
        var outcome = copy(server.url("/file"), OPTIONS);

        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(content.mismatch(target)).isEmpty();
        assertThat(server.exchanges().size()).isLessThanOrEqualTo(size == PART + 1 || size == 0 ? 2 : 1);
    }

    @Test
    void fault1ConnectionRefusedOnce() throws Exception {
        server.serve("/file", CONTENT);
        assertRight(copyThrough(FaultScript.first(1, new Fault.Refuse()), OPTIONS));
    }

    @Test
    void fault2EveryConnectionReset() throws Exception {
        server.serve("/file", CONTENT);
        assertRight(copyThrough(FaultScript.every(new Fault.ResetAfter(300_000)), OPTIONS));
    }

    @Test
    void fault3EveryConnectionEndsEarly() throws Exception {
        server.serve("/file", CONTENT);
        assertRight(copyThrough(FaultScript.every(new Fault.FinAfter(300_000)), OPTIONS));
    }

    @Test
    void faults2And3Mixed() throws Exception {
        server.serve("/file", CONTENT);
        assertRight(copyThrough(FaultScript.cuts(20_261_121, 1_000, 400_000), OPTIONS));
    }

    @Test
    void fault4TheFirstConnectionsStall() throws Exception {
        server.serve("/file", CONTENT);
        assertRight(copyThrough(
                FaultScript.first(3, new Fault.StallAfter(100_000)), OPTIONS.withStall(Duration.ofMillis(500))));
    }

    @Test
    void fault5ADripIsLeftForABetterConnection() throws Exception {
        server.serve("/file", CONTENT);
        var drip = new Fault.Drip(1_000, 1, Pace.every(Duration.ofMillis(50)));
        assertRight(copyThrough(
                FaultScript.first(2, drip),
                OPTIONS.withStall(Duration.ofMillis(500)).withMinRate(1_000)));
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503", "504", "429", "408"})
    void fault6FailuresThatPass(int status) throws Exception {
        var trouble = Answer.status(status).with("Retry-After", "0");
        server.on("/file", ServedFile.of(CONTENT).afterFirst(3, trouble));
        assertRight(copy(server.url("/file"), OPTIONS));
    }

    @Test
    void fault6InMidCopy() throws Exception {
        var counter = new AtomicInteger();
        var file = ServedFile.of(CONTENT);
        server.on("/file", r -> counter.incrementAndGet() % 2 == 0 ? Answer.status(503) : file.answer(r));
        assertRight(copy(server.url("/file"), OPTIONS));
    }

    @ParameterizedTest
    @CsvSource({"401, denied", "403, denied", "404, not_found", "410, not_found", "416, rejected"})
    void fault7RefusalsAreFinal(int status, String kind) throws Exception {
        server.on("/file", _ -> Answer.status(status));
        assertTold(copy(server.url("/file"), OPTIONS), kind);

        // An answer that no byte could be served is asked for once more as a whole, since empty files are answered so.
        assertThat(server.exchanges()).hasSize(status == 416 ? 2 : 1);
        assertNothingElse();
    }

    @ParameterizedTest
    @CsvSource({"401, denied", "403, denied", "404, not_found", "410, not_found", "416, unavailable"})
    void fault7InMidCopy(int status, String kind) throws Exception {
        var file = ServedFile.of(CONTENT);
        server.on("/file", Handler.sequence(file, _ -> Answer.status(status)));
        assertTold(copy(server.url("/file"), OPTIONS), kind);
    }

    @Test
    void fault8RangesIgnored() throws Exception {
        server.on("/file", Misbehaving.ignoringRange(ServedFile.of(CONTENT)));
        assertRight(copy(server.url("/file"), OPTIONS));
        assertThat(server.exchanges()).hasSize(1);
    }

    @Test
    void fault8RangesIgnoredAndEveryConnectionCut() throws Exception {
        server.on("/file", Misbehaving.ignoringRange(ServedFile.of(CONTENT)));
        assertTold(copyThrough(FaultScript.every(new Fault.FinAfter(300_000)), OPTIONS), "unavailable");
    }

    @Test
    void fault8RangesIgnoredFromTheSecondRequestOn() throws Exception {
        var file = ServedFile.of(CONTENT);
        server.on("/file", Handler.sequence(file, Misbehaving.ignoringRange(file)));
        assertRight(copy(server.url("/file"), OPTIONS));
    }

    @Test
    void fault8WithoutAVersion() throws Exception {
        server.on(
                "/file",
                Misbehaving.ignoringRange(ServedFile.of(CONTENT).withoutEtag().withoutLastModified()));
        assertRight(copyThrough(FaultScript.first(2, new Fault.FinAfter(300_000)), OPTIONS));
    }

    @Test
    void fault9ShiftedFromTheBeginning() throws Exception {
        server.on("/file", Misbehaving.shiftingRange(ServedFile.of(CONTENT), 1));
        assertRight(copy(server.url("/file"), OPTIONS));
    }

    @Test
    void fault9ShiftedInMidCopy() throws Exception {
        var file = ServedFile.of(CONTENT);
        server.on("/file", Handler.sequence(file, Misbehaving.shiftingRange(file, 1)));
        var told = assertTold(copy(server.url("/file"), OPTIONS), "unavailable");
        assertThat(told).hasMessageContaining("Content-Range");
    }

    @Test
    void fault9Shortened() throws Exception {
        server.on("/file", Misbehaving.shorteningRange(ServedFile.of(CONTENT), 1_000));
        assertRight(copy(server.url("/file"), OPTIONS));
    }

    @Test
    void fault9TotalHidden() throws Exception {
        server.on("/file", Misbehaving.hidingTotal(ServedFile.of(CONTENT)));
        assertRight(copy(server.url("/file"), OPTIONS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fault10Replaced(boolean conditionsHeeded) throws Exception {
        var old = ServedFile.of(CONTENT);
        var replacement = ServedFile.of(Content.random(12, CONTENT.size()));
        server.on(
                "/file",
                Handler.sequence(
                        old, old, conditionsHeeded ? replacement : Misbehaving.ignoringConditions(replacement)));
        assertTold(copy(server.url("/file"), OPTIONS), "conflict");
        assertNothingElse();
    }

    @Test
    void fault10ReplacedBetweenTwoTriesOfAFileWithoutAVersion() throws Exception {
        var file = ServedFile.of(CONTENT).withoutEtag().withoutLastModified();
        var replacement =
                ServedFile.of(Content.random(12, CONTENT.size())).withoutEtag().withoutLastModified();
        server.on("/file", Handler.sequence(r -> file.answer(r).suffering(new Fault.FinAfter(500_000)), replacement));
        assertTold(copy(server.url("/file"), OPTIONS), "conflict");
    }

    @Test
    void fault11ABitFlipsOnce() throws Exception {
        var file = ServedFile.of(CONTENT).withReprDigest();
        server.on("/file", Handler.sequence(file, r -> flipped(file.answer(r)), file));
        var outcome = copy(server.url("/file"), OPTIONS);
        assertRight(outcome);
        assertThat(outcome.summary().verified().by()).isEqualTo(Verified.By.SOURCE);
    }

    @Test
    void fault11ABitFlipsAlways() throws Exception {
        var file = ServedFile.of(CONTENT).withReprDigest();
        server.on("/file", r -> flipped(file.answer(r)));
        assertTold(copy(server.url("/file"), OPTIONS), "corrupt");
        assertNothingElse();
    }

    private static Answer flipped(Answer answer) {
        return answer.withBody(answer.body().flippedAt(1000));
    }

    @Test
    void fault12AnErrorPageInMidCopy() throws Exception {
        var file = ServedFile.of(CONTENT);
        server.on("/file", Handler.sequence(file, _ -> Misbehaving.errorPage()));
        assertTold(copy(server.url("/file"), OPTIONS), "conflict");
    }

    @Test
    void fault12AnErrorPageFromTheBeginning() throws Exception {
        server.on("/file", _ -> Misbehaving.errorPage());
        var told = assertTold(
                copy(server.url("/file"), OPTIONS.withExpectedSize(OptionalLong.of(CONTENT.size()))), "rejected");
        assertThat(told).hasMessageContaining(Long.toString(CONTENT.size()));
    }

    @ParameterizedTest
    @EnumSource(Answer.Framing.class)
    void fault12Framings(Answer.Framing framing) throws Exception {
        var file = ServedFile.of(CONTENT);
        server.on("/file", request -> file.answer(request).framed(framing));
        assertRight(copy(server.url("/file"), OPTIONS));
        server.on("/file", request -> file.withoutRanges().answer(request).framed(framing));
        Files.writeString(target, "old");
        assertRight(copy(server.url("/file"), OPTIONS));
    }

    @Test
    void fault13ACodingThatAProxyApplied() throws Exception {
        server.on("/file", Misbehaving.compressing(ServedFile.of(CONTENT)));
        assertRight(copy(server.url("/file"), OPTIONS));
        server.on("/file", Misbehaving.compressing(ServedFile.of(CONTENT)));
        assertRight(copyThrough(FaultScript.first(2, new Fault.FinAfter(300_000)), OPTIONS));
    }

    @Test
    void fault14ARedirectToAnotherHost() throws Exception {
        try (var other = ScriptedHttpServer.start()) {
            other.serve("/to", CONTENT);
            server.on("/file", _ -> Answer.redirect(302, other.url("/to")));
            assertRight(copy(server.url("user:s3cret@127.0.0.1", "/file"), OPTIONS));

            assertThat(other.exchanges().stream().map(Exchange::request))
                    .noneMatch(r -> r.headers().has("Authorization"));
        }
    }

    @Test
    void fault14ALoop() throws Exception {
        server.on("/file", _ -> Answer.redirect(302, "/file"));
        assertThat(assertTold(copy(server.url("/file"), OPTIONS), "rejected")).hasMessageContaining("redirects");
    }

    @Test
    void aCopyThatFailedGoesOnWhereItStopped() throws Exception {
        server.serve("/file", CONTENT);
        var once = OPTIONS.withParallel(1).withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        try (var proxy = FaultProxy.to(server.address(), FaultScript.first(1, new Fault.FinAfter(3 * PART + 1_000)))) {
            var url = "http://127.0.0.1:" + proxy.address().getPort() + "/file";
            assertTold(copy(url, once), "unavailable");
            var outcome = copy(url, once);

            assertRight(outcome);
            assertThat(outcome.summary().resumedBytes()).isGreaterThanOrEqualTo(2 * PART);
            assertThat(server.exchanges().getLast().sent())
                    .isEqualTo(CONTENT.size() - outcome.summary().resumedBytes());
        }
    }
}
