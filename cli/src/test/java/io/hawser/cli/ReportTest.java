package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.Summary;
import io.hawser.Verified;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    private static final Content CONTENT = Content.random(1, 100_000);

    @TempDir
    Path folder;

    private Map<String, Object> only(Path report) throws Exception {
        var lines = Cli.json(Files.readString(report));
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private static void isTyped(Map<String, Object> line) {
        assertThat(line.keySet())
                .containsExactly(
                        "n",
                        "source",
                        "target",
                        "status",
                        "bytes",
                        "attempts",
                        "resumed_bytes",
                        "seconds",
                        "digest",
                        "error");
        assertThat(line).extractingByKey("seconds").isInstanceOf(Double.class);
    }

    @Test
    void ofTwoRunsWithOneReportEachWritesWholeLines() throws Exception {
        var report = folder.resolve("report");
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", CONTENT);
            server.serve("/b", CONTENT);
            var copy = Cli.hawser("cp", "-q", "--report", report.toString());
            try (var first = copy.and("--limit-rate", "100K")
                    .and(server.url("/a"), folder.resolve("a").toString())
                    .start()) {
                assertThat(first.signalWhen(
                                Signal.STOP, () -> !server.exchanges("/a").isEmpty()))
                        .as(first::err)
                        .isTrue();

                Cli.succeeded(copy.and(server.url("/b"), folder.resolve("b").toString()));
                Cli.succeeded(Command.of("kill", "-CONT", Long.toString(first.pid())));

                assertThat(first.await().status()).isZero();
            }
        }
        assertThat(Cli.json(Files.readString(report)))
                .extracting(line -> line.get("target"))
                .containsExactly(
                        folder.resolve("b").toString(), folder.resolve("a").toString());
    }

    @Test
    void everyFieldOfACopyIsThere() throws Exception {
        var report = folder.resolve("report");
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a.gz", ServedFile.of(CONTENT).withReprDigest());
            var target = folder.resolve("b").toString();

            Cli.succeeded(Cli.hawser("cp", "-q", "--report", report.toString(), server.url("/a.gz"), target));

            var line = only(report);
            isTyped(line);
            assertThat(line)
                    .containsEntry("n", 1L)
                    .containsEntry("source", server.url("/a.gz"))
                    .containsEntry("target", target)
                    .containsEntry("status", "copied")
                    .containsEntry("bytes", CONTENT.size())
                    .containsEntry("attempts", 1L)
                    .containsEntry("resumed_bytes", 0L)
                    .containsEntry(
                            "digest", Map.of("algorithm", "sha256", "hex", CONTENT.sha256(), "verified_by", "source"))
                    .containsEntry("error", null);
        }
    }

    @Test
    void aDigestOfPartsSaysOfHowMany() throws Exception {
        var digest = new Digest(Algorithm.MD5, "ab".repeat(16)).ofParts(5, 8 << 20);
        var place = Location.local("file");
        var summary = new Summary(
                place, place, 1, 1, 0, Duration.ZERO, new Verified(Optional.of(digest), Verified.By.SOURCE), false);
        var line = Cli.json(Report.line(1, new Outcome.Copied(summary))).getFirst();
        isTyped(line);
        assertThat(line)
                .containsEntry(
                        "digest",
                        Map.of("algorithm", "md5", "hex", digest.hex(), "parts", 5L, "verified_by", "source"));
    }

    @Test
    void itSaysWhatTheBytesWereComparedWith() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", CONTENT);
            server.serve("/a.md5", Content.text(CONTENT.digest("MD5") + "  a\n"));
            for (var how : Map.of(
                            "auto",
                            "none",
                            "none",
                            "none",
                            "sidecar:md5",
                            "sidecar",
                            "md5:@" + server.url("/a.md5"),
                            "sidecar",
                            "sha256:" + CONTENT.sha256(),
                            "given")
                    .entrySet()) {
                var report = folder.resolve("report");

                Cli.succeeded(Cli.hawser("cp", "-q", "--report", report.toString(), "--verify", how.getKey())
                        .and(server.url("/a"), folder.resolve("b").toString()));

                assertThat(only(report))
                        .as(how.getKey())
                        .extractingByKey("digest", InstanceOfAssertFactories.MAP)
                        .containsEntry("verified_by", how.getValue());
            }
        }
    }

    @Test
    void aRetryIsCounted() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", ServedFile.of(CONTENT).afterFirst(2, Answer.reset()));

            var ended = Cli.succeeded(Cli.hawser(
                    "cp",
                    "-q",
                    "--report",
                    "-",
                    server.url("/a"),
                    folder.resolve("b").toString()));

            assertThat(Cli.json(ended.outText()))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).containsEntry("attempts", 3L).containsEntry("status", "copied"));
            assertThat(ended.errText()).isEmpty();
        }
    }

    @Test
    void filesAreNumberedByTheirPlaceInTheInput() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.writeString(folder.resolve("f" + i), "x".repeat(i));
        }
        var to = Files.createDirectory(folder.resolve("to"));

        var ended = Cli.succeeded(Cli.bash("exec \"$@\" f{0..19} to", Cli.hawser("cp", "--report", "-"))
                .in(folder));

        assertThat(Cli.json(ended.outText())).hasSize(20).allSatisfy(line -> {
            isTyped(line);
            assertThat(line).containsEntry("source", "f" + ((long) line.get("n") - 1));
            assertThat(line).containsEntry("bytes", (long) line.get("n") - 1);
        });
        assertThat(Cli.tree(to)).hasSize(20);
    }

    @Test
    void whatIsSkippedIsReported() throws Exception {
        Files.writeString(folder.resolve("a"), "new");
        Files.writeString(folder.resolve("b"), "old");

        var ended = Cli.succeeded(Cli.hawser("cp", "--if-exists", "skip", "--report", "-", "a", "b")
                .in(folder));

        assertThat(Cli.json(ended.outText())).singleElement().satisfies(line -> {
            isTyped(line);
            assertThat(line).containsEntry("status", "skipped").containsEntry("error", null);
        });
        assertThat(folder.resolve("b")).hasContent("old");
        assertThat(ended.errText()).isEqualTo("skipped a to b: the target exists\n");
    }

    @ParameterizedTest
    @CsvSource({
        "404, not_found, false",
        "410, not_found, false",
        "401, denied, false",
        "403, denied, false",
        "400, rejected, false",
        "429, throttled, true",
        "503, unavailable, true",
        "500, unavailable, true",
    })
    void aFailureSaysItsKind(int status, String kind, boolean retryable) throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", Handler.always(Answer.status(status)));
            var report = folder.resolve("report");

            Cli.failed(
                    Cli.hawser("cp", "-q", "--attempts", "1", "--report", report.toString())
                            .and(server.url("/a"), folder.resolve("b").toString()),
                    server.url("/a"),
                    Integer.toString(status));

            var line = only(report);
            isTyped(line);
            assertThat(line).containsEntry("status", "failed").containsEntry("bytes", 0L);
            assertThat(line)
                    .extractingByKey("error", InstanceOfAssertFactories.MAP)
                    .containsEntry("kind", kind)
                    .containsEntry("retryable", retryable)
                    .containsOnlyKeys("kind", "message", "retryable");
            assertThat(Cli.tree(folder)).containsExactly("report");
        }
    }

    @Test
    void aWrongDigestIsCorrupt() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        Files.writeString(folder.resolve("b"), "old");

        Cli.failed(
                Cli.hawser("cp", "-q", "--report", "report", "--verify", "sha256:" + "0".repeat(64), "a", "b")
                        .in(folder),
                "sha256");

        assertThat(only(folder.resolve("report")))
                .extractingByKey("error", InstanceOfAssertFactories.MAP)
                .containsEntry("kind", "corrupt");
        assertThat(folder.resolve("b")).hasContent("old");
        assertThat(Cli.tree(folder)).containsExactly("a", "b", "report");
    }

    @Test
    void anOldReportIsReplaced() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        Files.writeString(folder.resolve("report"), "x".repeat(10_000));

        Cli.succeeded(Cli.hawser("cp", "-q", "--report", "report", "a", "b").in(folder));

        only(folder.resolve("report"));
    }

    @Test
    void aReportThatCannotBeWrittenFailsTheCommandButNotTheCopy() throws Exception {
        Files.writeString(folder.resolve("a"), "a");

        Cli.failed(
                Cli.hawser("cp", "-q", "--report", "/dev/full", "a", "b").in(folder),
                "the report is not complete",
                "o space left");

        assertThat(folder.resolve("b")).hasContent("a");
    }
}
