package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.RunningCommand.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload that is killed over and over: in the end it is right, and what the server had confirmed is not sent again. */
class SftpKillTest {
    private static final long SIZE = 400L << 20;
    private static final int KILLS = 10;
    private static final int RECORD = 24;

    @TempDir
    private Path served;

    @TempDir
    private Path folder;

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }

    private Command upload(OpenSshServer server, Path source, String... more) {
        var words = new ArrayList<>(List.of("cp", "--progress", "none"));
        words.addAll(server.access().arguments());
        words.addAll(List.of(more));
        words.add(source.toString());
        words.add(server.access().location("target").toString());
        return Cli.hawser(words.toArray(String[]::new));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    @Test
    void killedTenTimesItIsRightInTheEnd() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var source = Content.random(seed, SIZE).writeTo(folder.resolve("source"));
        Files.writeString(served.resolve("target"), "old");
        var journal = served.resolve(".target.hawser-journal");
        var report = folder.resolve("report");
        try (var server = OpenSshServer.serving(served).start()) {
            for (int kill = 0; kill < KILLS; kill++) {
                long until = size(journal) + (long) RECORD * (1 + random.nextInt(3));
                // So slow that it cannot end before a busy machine gets round to killing it.
                try (var run = upload(server, source, "--limit-rate", "60MiB", "--part-size", "4MiB")
                        .start()) {
                    assertThat(run.signalWhen(Signal.KILL, () -> size(journal) > until))
                            .as(() -> "seed " + seed + " came before its end: " + run.err())
                            .isTrue();
                    run.await();
                }
                assertThat(served.resolve("target")).as("seed %d", seed).hasContent("old");
            }

            Cli.succeeded(upload(server, source, "--report", report.toString()));

            assertThat(Files.mismatch(source, served.resolve("target")))
                    .as("seed %d", seed)
                    .isEqualTo(-1);
            assertThat(files(served)).as("seed %d", seed).containsExactly(served.resolve("target"));
        }
        var line = Cli.json(Files.readString(report)).getFirst();
        assertThat((Long) line.get("resumed_bytes")).as("seed %d", seed).isGreaterThan((KILLS - 1) * (4L << 20));
    }
}
