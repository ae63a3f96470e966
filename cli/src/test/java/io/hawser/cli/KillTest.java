package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.JournalFile;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.RunningCommand.Signal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real web server, killed at random moments: in the end it is right, and what was there is not fetched again. */
class KillTest {
    private static final long GIB = 1L << 30;
    private static final int BLOCK = 1 << 20;
    private static final int RECORD = 20;
    private static final int KILLS = 20;

    @TempDir
    Path served;

    @TempDir
    Path folder;

    private Path target() {
        return folder.resolve("file");
    }

    private Path journal() {
        return folder.resolve(".file.hawser-journal");
    }

    private Path part() {
        return folder.resolve(".file.hawser-part");
    }

    private static void write(Content content, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            content.writeTo(out);
        }
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        var buffer = new byte[BLOCK];
        try (var in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static long number(Path report, String field) throws IOException {
        long value = -1;
        try (var parser = new JsonFactory().createParser(report.toFile())) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_INT && field.equals(parser.currentName())) {
                    value = parser.getLongValue();
                }
            }
        }
        return value;
    }

    private Command copy(NginxServer nginx, Path report, String... more) {
        return Command.java("io.hawser.cli.Main", "cp", nginx.url("/file"), target().toString())
                .and("--progress", "none", "--report", report.toString())
                .and(more);
    }

    @Test
    void killedTwentyTimesItIsRightInTheEndAndFetchesNothingTwice() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var source = served.resolve("file");
        write(Content.random(seed, GIB), source);
        var verify = "sha256:" + sha256(source);
        var report = served.resolve("report");
        try (var nginx = NginxServer.serving(served).start()) {
            for (int kill = 0; kill < KILLS; kill++) {
                // A quarter of the kills come as soon as there is anything, the others after a random count of further
                // blocks.
                long until =
                        kill % 4 == 0 ? 1 : JournalFile.written(journal()) + (long) RECORD * (1 + random.nextInt(40));
                // So slow that it cannot end before a busy machine gets round to killing it.
                try (var run = copy(nginx, report, "--verify", verify, "--limit-rate", "48MiB")
                        .start()) {
                    boolean killed = run.signalWhen(Signal.KILL, () -> JournalFile.written(journal()) >= until);
                    var ended = run.await();
                    assertThat(killed)
                            .as("seed %d, kill %d came before the end of %s", seed, kill, ended)
                            .isTrue();
                }
                assertThat(target()).as("seed %d, kill %d", seed, kill).doesNotExist();
            }
            damage(part());
            int before = nginx.served().size();

            var last = copy(nginx, report, "--verify", verify).run();

            assertThat(last.status()).as("seed %d: %s", seed, last).isZero();
            assertThat(Files.mismatch(source, target())).as("seed %d", seed).isEqualTo(-1);
            long resumed = number(report, "resumed_bytes");
            assertThat(resumed).as("seed %d", seed).isBetween((long) 20 * BLOCK, GIB - BLOCK);
            var requests = nginx.served();
            long fetched = requests.subList(before, requests.size()).stream()
                    .mapToLong(NginxServer.Served::sent)
                    .sum();
            assertThat(fetched - (GIB - resumed))
                    .as("seed %d: bytes fetched beyond what was missing, headers included", seed)
                    .isBetween(0L, (long) BLOCK);
            try (var names = Files.list(folder)) {
                assertThat(names.toList()).as("seed %d", seed).isEqualTo(List.of(target()));
            }
        }
    }

    /** Turns one bit of the first block, which is in the journal by now. */
    private static void damage(Path part) throws IOException {
        try (var file = new RandomAccessFile(part.toFile(), "rw")) {
            file.seek(777);
            int old = file.read();
            file.seek(777);
            file.write(old ^ 1);
        }
    }

    @Test
    void twoProcessesOneWorksTheOtherSaysSoAndAKilledOwnerBlocksNobody() throws Exception {
        var source = served.resolve("file");
        write(Content.random(7, 64L << 20), source);
        var report = served.resolve("report");
        try (var slow = NginxServer.serving(served).withLimitRate(4 << 20).start();
                var owner = copy(slow, report).start()) {
            Eventually.holds(() -> JournalFile.written(journal()) > 200, owner::err);

            var second = copy(slow, served.resolve("second")).run();
            assertThat(second.status()).as(second.toString()).isEqualTo(1);
            assertThat(second.errText())
                    .contains("another run is writing this file")
                    .hasLineCount(1);

            owner.signal(Signal.KILL);
            owner.await();
        }
        try (var fast = NginxServer.serving(served).start()) {
            var third = copy(fast, report).run();
            assertThat(third.status()).as(third.toString()).isZero();
        }
        assertThat(Files.mismatch(source, target())).isEqualTo(-1);
    }
}
