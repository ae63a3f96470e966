package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long, how fast and in how many requests {@code cp} copies, by its effect. */
class CopyLimitsTest {
    @TempDir
    Path folder;

    private void copies(String... options) throws IOException {
        Cli.succeeded(Cli.hawser("cp", "-q").and(options).in(folder));
    }

    @Test
    void aDeadlineEndsWhatTakesLongerAndIsNamed() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", Handler.always(Answer.silence()));
            server.serve("/b", Content.random(1, 64 << 20));

            Cli.failed(
                    Cli.hawser("cp", "--deadline", "700ms", server.url("/a"), "b")
                            .in(folder),
                    "deadline of 700");
            Cli.failed(
                    Cli.hawser("cp", "--deadline", "700ms", "--limit-rate", "1M", server.url("/b"), "b")
                            .in(folder),
                    "deadline of 700");
        }
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void aStallIsFoundAndTriedAgain() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", ServedFile.of(Content.text("x")).afterFirst(1, Answer.silence()));

            copies("--timeout", "300ms", server.url("/a"), "b");
            assertThat(folder.resolve("b")).hasContent("x");

            server.on("/a", Handler.always(Answer.silence()));
            Cli.failed(
                    Cli.hawser("cp", "--timeout", "300ms", "--attempts", "1", server.url("/a"), "c")
                            .in(folder),
                    "no byte for 300");
        }
    }

    @Test
    void theRateLimitHoldsBytesBack() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", Content.random(1, 3 << 20));

            var ended = Cli.succeeded(Cli.hawser("cp", "--report", "-", "--limit-rate", "1M", server.url("/a"), "b")
                    .in(folder));

            // However fast the machine: after the first burst, bytes wait for their turn.
            assertThat(Cli.json(ended.outText()))
                    .singleElement()
                    .satisfies(line -> assertThat((double) line.get("seconds")).isGreaterThan(1));
        }
    }

    @Test
    void aRateLimitBelowASmallFileHoldsItBackToo() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", Content.random(1, 100_000));

            var ended = Cli.succeeded(Cli.hawser("cp", "--report", "-", "--limit-rate", "50K", server.url("/a"), "b")
                    .in(folder));

            assertThat(Cli.json(ended.outText()))
                    .singleElement()
                    .satisfies(line -> assertThat((double) line.get("seconds")).isGreaterThan(0.5));
        }
    }

    @Test
    void partsAreFetchedSideBySide() throws Exception {
        var content = Content.random(2, 4 << 20);
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", content);

            copies("--part-size", "1M", "--parallel", "2", server.url("/a"), "b");

            assertThat(content.mismatch(folder.resolve("b"))).isEqualTo(OptionalLong.empty());
            assertThat(server.connections()).isLessThanOrEqualTo(2);
            assertThat(server.exchanges("/a")).hasSizeBetween(2, 4);
        }
    }

    @Test
    void aSmallFileIsOneRequest() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", Content.random(2, 1000));

            copies(server.url("/a"), "b");

            assertThat(server.exchanges()).hasSize(1);
        }
    }
}
