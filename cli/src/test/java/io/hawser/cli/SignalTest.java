package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Handler;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import io.hawser.testkit.s3.ScriptedS3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal in mid-copy: what is there is kept, what was there is untouched, and the same command goes on. */
class SignalTest {
    private static final Content CONTENT = Content.random(5, 24 << 20);

    @TempDir
    Path folder;

    private Command copy(ScriptedHttpServer server) {
        return Cli.hawser("cp", "--part-size", "2M", "--report", "report", server.url("/a"), "target")
                .in(folder);
    }

    /** Some tens of bytes a block; while its lock is taken, a journal is larger for a moment. */
    private boolean journalHasBlocks() {
        long size = folder.resolve(".target.hawser-journal").toFile().length();
        return size > 300 && size < 1000;
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void inMidCopyItEndsTheCommandAndLeavesItResumable(Signal signal, int status) throws Exception {
        Files.writeString(folder.resolve("target"), "old");
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", ServedFile.of(CONTENT).withReprDigest());
            try (var running = copy(server).and("--limit-rate", "8M").start()) {
                assertThat(running.signalWhen(signal, this::journalHasBlocks))
                        .as(running::err)
                        .isTrue();
                var ended = running.await();

                assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
                assertThat(ended.outText()).isEmpty();
                assertThat(ended.errText().lines().toList().getLast())
                        .startsWith("cancelled " + server.url("/a") + " to target")
                        .contains("the same command goes on from");
            }
            assertThat(folder.resolve("target")).hasContent("old");
            assertThat(Cli.tree(folder))
                    .containsExactly(".target.hawser-journal", ".target.hawser-part", "report", "target");
            assertThat(Cli.json(Files.readString(folder.resolve("report"))))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .containsEntry("status", "cancelled")
                            .containsEntry("error", null));

            Cli.succeeded(copy(server));

            assertThat(Cli.json(Files.readString(folder.resolve("report"))))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line).containsEntry("status", "copied");
                        assertThat((long) line.get("resumed_bytes")).isBetween(1L << 20, CONTENT.size() - 1);
                    });
            assertThat(CONTENT.mismatch(folder.resolve("target"))).isEqualTo(OptionalLong.empty());
            assertThat(Cli.tree(folder)).containsExactly("report", "target");
        }
    }

    @Test
    void withoutResumeNothingIsLeft() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", CONTENT);
            try (var running =
                    copy(server).and("--limit-rate", "8M", "--no-resume").start()) {
                assertThat(running.signalWhen(Signal.INT, () -> server.sent() > 2 << 20))
                        .as(running::err)
                        .isTrue();

                assertThat(running.await().status()).isEqualTo(130);
            }
            assertThat(Cli.tree(folder)).containsExactly("report");
        }
    }

    @Test
    void ofManyFilesEachIsReportedThatWasUnderWay() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", CONTENT);
            server.serve("/b", CONTENT);
            Files.createDirectory(folder.resolve("to"));
            var command = Cli.hawser("cp", "--report", "report", "--limit-rate", "8M")
                    .and(server.url("/a"), server.url("/b"), "to/")
                    .in(folder);
            try (var running = command.start()) {
                assertThat(running.signalWhen(
                                Signal.INT,
                                () -> server.exchanges("/a").size() > 0
                                        && server.exchanges("/b").size() > 0))
                        .as(running::err)
                        .isTrue();
                var ended = running.await();

                assertThat(ended.status()).as(ended.toString()).isEqualTo(130);
                assertThat(ended.errText()).contains("2 cancelled");
            }
            assertThat(Cli.json(Files.readString(folder.resolve("report"))))
                    .extracting(line -> line.get("status"))
                    .containsExactly("cancelled", "cancelled");
        }
    }

    @Test
    void aWaitForAServerIsInterruptedToo() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", Handler.always(Answer.silence()));
            for (var words : new String[][] {
                {"cp", server.url("/a"), "target"}, {"cat", server.url("/a")}, {"stat", server.url("/a")}
            }) {
                int before = server.exchanges("/a").size();
                try (var running = Cli.hawser(words).in(folder).start()) {
                    assertThat(running.signalWhen(
                                    Signal.INT, () -> server.exchanges("/a").size() > before))
                            .isTrue();
                    assertThat(running.await().status())
                            .as(String.join(" ", words))
                            .isEqualTo(130);
                }
            }
            assertThat(Cli.tree(folder)).isEmpty();
        }
    }

    /** Much as timeout(1) does: it sends the signal to the process, and then to its group. */
    @Test
    void aSecondOneInTheSameMomentIsTheFirst() throws Exception {
        CONTENT.writeTo(folder.resolve("source"));
        try (var server = ScriptedS3Server.start()) {
            server.makeBucket("bucket");
            server.at(S3Operation.UPLOAD_PART).suffers(S3Fault.silence());
            try (var running = S3Cli.hawser(server, "cp", "--no-resume", "source", "s3://bucket/key")
                    .in(folder)
                    .start()) {
                Eventually.holds(() -> server.count(S3Operation.UPLOAD_PART) > 0, running::err);
                running.signalTogether(Signal.INT, Signal.TERM);
                var ended = running.await();

                assertThat(ended.status()).as(ended.toString()).isIn(130, 143);
                assertThat(ended.errText()).contains("cancelled");
            }
            assertThat(server.count(S3Operation.ABORT_MULTIPART_UPLOAD)).isPositive();
        }
    }

    @Test
    void aSecondOneEndsACleanUpThatIsUnderWay() throws Exception {
        CONTENT.writeTo(folder.resolve("source"));
        try (var server = ScriptedS3Server.start()) {
            server.makeBucket("bucket");
            server.at(S3Operation.UPLOAD_PART).suffers(S3Fault.silence());
            var abort = server.at(S3Operation.ABORT_MULTIPART_UPLOAD).suffers(S3Fault.silence());
            var command = S3Cli.hawser(server, "cp", "--no-resume", "source", "s3://bucket/key")
                    .in(folder);
            try (var running = command.start()) {
                assertThat(running.signalWhen(Signal.INT, () -> server.count(S3Operation.UPLOAD_PART) > 0))
                        .as(running::err)
                        .isTrue();
                assertThat(running.signalWhen(Signal.INT, () -> abort.suffered() > 0))
                        .as(running::err)
                        .isTrue();
                // One in the same moment as the first would be taken for it.
                running.signalUntilEnded(Signal.INT);
                var ended = running.await();

                assertThat(ended.status()).as(ended.toString()).isEqualTo(130);
                assertThat(ended.errText()).doesNotContain("cancelled");
            }
            assertThat(server.keys("bucket", "")).isEmpty();
        }
    }
}
