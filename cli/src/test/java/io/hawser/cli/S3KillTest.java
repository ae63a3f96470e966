package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.JournalFile;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.s3.S3Operation;
import io.hawser.testkit.s3.S3ProxyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies from and to S3 that are killed over and over: in the end they are right, and nothing is left behind. */
class S3KillTest {
    private static final long SIZE = 1L << 30;
    private static final int PART = 8 << 20;
    private static final int RECORD = 20;
    private static final int KILLS = 20;
    private static final String BUCKET = "bucket";
    private static final String KEY = "a folder/object";

    @TempDir
    private Path buckets;

    @TempDir
    private Path folder;

    /** Where the command keeps what helps the next run; it is the same for all runs of one machine. */
    @TempDir
    private Path home;

    private Command copy(S3ProxyServer server, String from, String to, String... more) {
        return S3Cli.hawser(server, "cp", from, to, "--progress", "none")
                .and(more)
                .atHome(home);
    }

    private Path object() {
        return buckets.resolve(BUCKET).resolve(KEY);
    }

    @Test
    void downloads() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var target = folder.resolve("file");
        var journal = folder.resolve(".file.hawser-journal");
        var report = home.resolve("report");
        try (var server = S3ProxyServer.inFolder(buckets)) {
            server.makeBucket(BUCKET);
            server.put(BUCKET, KEY, Content.random(seed, SIZE));
            var from = server.location(BUCKET, KEY).toString();
            for (int kill = 0; kill < KILLS; kill++) {
                long until = JournalFile.written(journal) + (long) RECORD * (1 + random.nextInt(30));
                // So slow that it cannot end before a busy machine gets round to killing it.
                try (var run = copy(server, from, target.toString(), "--limit-rate", "48MiB")
                        .start()) {
                    assertThat(run.signalWhen(Signal.KILL, () -> JournalFile.written(journal) >= until))
                            .as(() -> "seed " + seed + " came before its end: " + run.err())
                            .isTrue();
                    run.await();
                }
                assertThat(target).as("seed %d", seed).doesNotExist();
            }

            Cli.succeeded(copy(server, from, target.toString(), "--report", report.toString()));
        }
        assertThat(Files.mismatch(object(), target)).as("seed %d", seed).isEqualTo(-1);
        assertThat(Cli.tree(folder)).as("seed %d", seed).containsExactly("file");
        var line = Cli.json(Files.readString(report)).getFirst();
        assertThat((Long) line.get("resumed_bytes")).as("seed %d", seed).isGreaterThan(KILLS);
    }

    @Test
    void uploads() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var source = Content.random(seed, SIZE).writeTo(folder.resolve("source"));
        var report = home.resolve("report");
        try (var server = S3ProxyServer.inFolder(buckets)) {
            server.makeBucket(BUCKET);
            server.put(BUCKET, KEY, Content.text("old"));
            var to = server.location(BUCKET, KEY).toString();
            for (int kill = 0; kill < KILLS; kill++) {
                long until = server.count(S3Operation.UPLOAD_PART) + 1 + random.nextInt(8);
                try (var run = copy(server, source.toString(), to, "--limit-rate", "48MiB")
                        .start()) {
                    assertThat(run.signalWhen(Signal.KILL, () -> server.count(S3Operation.UPLOAD_PART) >= until))
                            .as(() -> "seed " + seed + " came before its end: " + run.err())
                            .isTrue();
                    run.await();
                }
                assertThat(object()).as("seed %d", seed).hasContent("old");
            }

            Cli.succeeded(copy(server, source.toString(), to, "--report", report.toString()));

            assertThat(server.uploads(BUCKET)).as("seed %d", seed).isEmpty();
        }
        assertThat(Files.mismatch(source, object())).as("seed %d", seed).isEqualTo(-1);
        var line = Cli.json(Files.readString(report)).getFirst();
        assertThat((Long) line.get("resumed_bytes")).as("seed %d", seed).isGreaterThanOrEqualTo(PART);
    }

    /** Another machine has no state of the first: what the server lists is compared with the source. */
    @Test
    void anotherMachineGoesOn(@TempDir Path otherHome) throws Exception {
        var source = Content.random(3, 100L << 20).writeTo(folder.resolve("source"));
        var report = otherHome.resolve("report");
        try (var server = S3ProxyServer.inFolder(buckets)) {
            server.makeBucket(BUCKET);
            var to = server.location(BUCKET, KEY).toString();
            try (var run =
                    copy(server, source.toString(), to, "--limit-rate", "20MiB").start()) {
                assertThat(run.signalWhen(Signal.KILL, () -> server.count(S3Operation.UPLOAD_PART) >= 6))
                        .as(run::err)
                        .isTrue();
                run.await();
            }
            assertThat(server.uploads(BUCKET)).hasSize(1);

            Cli.succeeded(copy(server, source.toString(), to, "--report", report.toString())
                    .atHome(otherHome));

            assertThat(server.uploads(BUCKET)).isEmpty();
        }
        assertThat(Files.mismatch(source, object())).isEqualTo(-1);
        var line = Cli.json(Files.readString(report)).getFirst();
        assertThat((Long) line.get("resumed_bytes")).isGreaterThanOrEqualTo(PART);
    }

    @Test
    void cleanListsAndAbortsWhatWasAbandoned() throws Exception {
        var source = Content.random(4, 60L << 20).writeTo(folder.resolve("source"));
        try (var server = S3ProxyServer.inFolder(buckets)) {
            server.makeBucket(BUCKET);
            var to = server.location(BUCKET, KEY).toString();
            try (var run =
                    copy(server, source.toString(), to, "--limit-rate", "20MiB").start()) {
                assertThat(run.signalWhen(Signal.KILL, () -> server.count(S3Operation.UPLOAD_PART) >= 3))
                        .as(run::err)
                        .isTrue();
                run.await();
            }

            var told = Cli.succeeded(S3Cli.hawser(server, "clean", "-n", "s3://bucket/a folder/"))
                    .outText();
            assertThat(told).startsWith("would remove " + to + " (").hasLineCount(1);
            assertThat(server.uploads(BUCKET)).hasSize(1);
            assertThat(Cli.succeeded(S3Cli.hawser(server, "clean", "s3://bucket/elsewhere/"))
                            .outText())
                    .isEmpty();
            assertThat(Cli.succeeded(S3Cli.hawser(server, "clean", "s3://bucket"))
                            .outText())
                    .startsWith("removed " + to + " (");
            assertThat(server.uploads(BUCKET)).isEmpty();
        }
    }
}
