package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --connections}: so many requests at a time at one host, however many files and parts there are. */
class ConnectionsTest {
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(2);

    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** Answers after a moment, so that requests that come together are seen together. */
    private Handler counted(ServedFile file) {
        return request -> {
            most.accumulateAndGet(asked.incrementAndGet(), Math::max);
            LockSupport.parkNanos(MOMENT);
            asked.decrementAndGet();
            return file.answer(request);
        };
    }

    private Command copies(ScriptedHttpServer server, String... options) {
        var urls = IntStream.range(0, 40).mapToObj(i -> {
            server.on("/f" + i, counted(ServedFile.of(Content.random(i, i % 10 == 0 ? 200_000 : 100))));
            return server.url("/f" + i);
        });
        return Cli.hawser("cp", "-q", "--part-size", "20k")
                .and(options)
                .and(urls.toArray(String[]::new))
                .and(folder + "/");
    }

    private void assertAllThere() throws IOException {
        for (int i = 0; i < 40; i++) {
            assertThat(folder.resolve("f" + i)).hasSize(i % 10 == 0 ? 200_000 : 100);
        }
    }

    @Test
    void theServerNeverSeesMore() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            Cli.succeeded(copies(server, "--connections", "2"));
            assertAllThere();
            assertThat(most.get()).isEqualTo(2);
            assertThat(server.connections()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void withoutItManyRun() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            Cli.succeeded(copies(server));
            assertThat(most.get()).isGreaterThan(2);
        }
    }

    @Test
    void theConfigurationFileMaySayItOfAHostAndAFlagCountsBefore() throws Exception {
        var config = folder.resolve("config.yaml");
        try (var server = ScriptedHttpServer.start()) {
            Files.writeString(config, "connections: 5\nlocations:\n  " + server.url("") + ": { connections: 1 }\n");
            Cli.succeeded(copies(server).with("HAWSER_CONFIG", config.toString()));
            assertThat(most.getAndSet(0)).isEqualTo(1);
            Cli.succeeded(copies(server, "--connections", "3").with("HAWSER_CONFIG", config.toString()));
            assertThat(most.get()).isBetween(2, 3);
        }
    }

    @Test
    void fileAfterFileOfOneBusyHostKeepsNoOtherWaiting() throws Exception {
        var goOn = new CountDownLatch(1);
        try (var busy = ScriptedHttpServer.start();
                var other = ScriptedHttpServer.start()) {
            busy.on("/", request -> {
                try {
                    goOn.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                return Answer.status(404);
            });
            other.on("/last", request -> {
                goOn.countDown();
                return ServedFile.of(Content.text("last")).answer(request);
            });
            var urls = Stream.concat(
                    IntStream.range(0, 1500).mapToObj(i -> busy.url("/f" + i)), Stream.of(other.url("/last")));
            var ended = Cli.hawser("cp", "-q", "--connections", "1")
                    .and(urls.toArray(String[]::new))
                    .and(folder + "/")
                    .run();
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.errText()).hasLineCount(1500);
            assertThat(folder.resolve("last")).hasContent("last");
        }
    }

    @Test
    void aNumberThatIsNoneIsRefused() throws Exception {
        var config = folder.resolve("config.yaml");
        Files.writeString(config, "locations:\n  sftp://vendor: { connections: lots }\n");
        Files.writeString(folder.resolve("a"), "a");
        Cli.refused(
                Cli.hawser("cp", "a", "b").in(folder).with("HAWSER_CONFIG", config.toString()),
                "connections of sftp://vendor lots: not a number; write one from 1 to 64");
        Cli.refused(
                Cli.hawser("cp", "--connections", "65", "a", "b").in(folder), "--connections 65: must be from 1 to 64");
    }
}
