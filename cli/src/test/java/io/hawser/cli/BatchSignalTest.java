package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal in the middle of a batch: nothing is half there, and a second run copies what is left. */
class BatchSignalTest {
    private static final int FILES = 24;

    @TempDir
    Path folder;

    private static Content content(int i) {
        return Content.random(i, 600_000 + i);
    }

    private Command run(String... words) {
        return Cli.hawser("run", "m.tsv", "--transfers", "2", "--progress", "none")
                .and(words)
                .in(folder);
    }

    private long copied() {
        return IntStream.range(0, FILES)
                .filter(i -> Files.exists(folder.resolve("to/f" + i)))
                .count();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSecondRunCopiesOnlyWhatIsLeft(Signal signal, int status) throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            for (int i = 0; i < FILES; i++) {
                server.on("/f" + i, ServedFile.of(content(i)));
            }
            Files.writeString(
                    folder.resolve("m.tsv"),
                    IntStream.range(0, FILES)
                            .mapToObj(i -> server.url("/f" + i) + "\tto/f" + i + "\n")
                            .collect(Collectors.joining()));
            try (var running = run("--limit-rate", "2M", "--report", "report").start()) {
                assertThat(running.signalWhen(signal, () -> copied() >= 4))
                        .as(running::err)
                        .isTrue();
                var ended = running.await();

                assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
                assertThat(ended.errText()).containsPattern("stopped; transfers not begun: \\d+ of 24");
            }
            int there = 0;
            for (int i = 0; i < FILES; i++) {
                var target = folder.resolve("to/f" + i);
                if (Files.exists(target)) {
                    there++;
                    assertThat(content(i).mismatch(target)).as("f" + i).isEmpty();
                }
            }
            assertThat(there).isBetween(4, FILES - 1);
            assertThat(Cli.json(Files.readString(folder.resolve("report"))))
                    .filteredOn(line -> line.get("status").equals("copied"))
                    .hasSize(there);

            long before = server.exchanges().size();
            long sentBefore = server.sent();
            var again = Cli.succeeded(run("--if-exists", "changed"));

            assertThat(again.errText()).contains("copied " + (FILES - there) + " files: ", there + " skipped");
            long left = 0;
            for (int i = 0; i < FILES; i++) {
                assertThat(content(i).mismatch(folder.resolve("to/f" + i))).isEmpty();
                left += content(i).size();
            }
            assertThat(server.exchanges().size()).isGreaterThan((int) before);
            assertThat(server.sent() - sentBefore)
                    .as("bytes that the second run fetched, of %s in all", left)
                    .isLessThanOrEqualTo((FILES - there) * (600_000L + FILES) + there * 64_000L);
        }
    }

    @Test
    void standardInputThatIsQuietIsNotWaitedFor() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        var fifo = folder.resolve("in");
        Cli.succeeded(Command.of("mkfifo", fifo.toString()));
        // The shell holds the pipe open and becomes the command, so that the signal reaches it.
        var command = Cli.bash(
                "exec 3<>in; printf 'a\\tto/a\\n' >&3; exec \"$@\" <&3",
                Cli.hawser("run", "--format", "tsv", "-").in(folder));
        try (var running = command.start()) {
            assertThat(running.signalWhen(Signal.INT, () -> Files.exists(folder.resolve("to/a"))))
                    .as(running::err)
                    .isTrue();
            var ended = running.await();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(130);
            assertThat(ended.errText()).contains("copied 1 file: ", "stopped; transfers begun: 1, and");
        }
    }

    @Test
    void aTransferThatIsBeingBegunIsNotMissingFromTheAccount() throws Exception {
        try (var silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            var listing = "artifactory+http://127.0.0.1:" + silent.getLocalPort() + "/artifactory/repo/*\tto/\n";
            Files.writeString(folder.resolve("m.tsv"), listing + listing);
            try (var running = run("--timeout", "10m").start();
                    var asked = silent.accept()) {
                assertThat(running.signalWhen(Signal.INT, asked::isConnected))
                        .as(running::err)
                        .isTrue();
                var ended = running.await();

                assertThat(ended.status()).as(ended.toString()).isEqualTo(130);
                assertThat(ended.errText())
                        .contains("transfers not begun: 1 of 2; the last one was begun and not gone through");
            }
        }
    }
}
