package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cat --range} of files and servers. */
class CatRangeEndToEndTest {
    private static final Content CONTENT = Content.random(3, 3_000_000);

    @TempDir
    Path folder;

    private Path file() throws IOException {
        return CONTENT.writeTo(folder.resolve("file"));
    }

    private static void is(Content expected, byte[] actual) {
        assertThat(actual).isEqualTo(expected.bytes());
    }

    @Test
    void rangesAreCutAsAskedFor() throws Exception {
        var file = file().toString();
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", CONTENT);
            for (var location : new String[] {file, server.url("/a")}) {
                is(CONTENT.slice(10, 10), cat("10-19", location));
                is(CONTENT.slice(0, 1), cat("0-0", location));
                is(CONTENT.slice(2_999_990, 10), cat("2999990-", location));
                is(CONTENT.slice(2_999_990, 10), cat("2999990-99999999", location));
                Cli.failed(Cli.hawser("cat", "--range", "3000000-", location), "3000000");
            }
        }
    }

    @Test
    void aRangeIsReadOnWhereItBrokeOff() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            Handler file = ServedFile.of(CONTENT);
            server.on(
                    "/a",
                    Handler.sequence(
                            request -> file.answer(request).suffering(new Fault.FinAfter(1_000_000)),
                            Handler.always(Answer.status(503)),
                            file));

            is(CONTENT.slice(5, 2_999_990), cat("5-2999994", server.url("/a")));
        }
    }

    @Test
    void aRangeIsNotWaitedForForever() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", Handler.always(Answer.silence()));
            var cat = Cli.hawser("cat", "--range", "5-", server.url("/a"));

            Cli.failed(cat.and("--timeout", "300ms", "--attempts", "2"), "no byte for 300 ms", "2 tries");
            Cli.failed(cat.and("--deadline", "300ms"), "the deadline of 300 ms has passed");
        }
    }

    @Test
    void aRangeOfAServerWithoutRangesIsCutOut() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", ServedFile.of(CONTENT).withoutRanges());
            server.on("/b", ServedFile.of(CONTENT).withoutEtag().withoutLastModified());

            is(CONTENT.slice(500_000, 10), cat("500000-500009", server.url("/a")));
            is(CONTENT.slice(500_000, 10), cat("500000-500009", server.url("/b")));
        }
    }

    private static byte[] cat(String range, String location) throws IOException {
        return Cli.succeeded(Cli.hawser("cat", "--range", range, location)).out();
    }
}
