package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.ServedFolder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to a server gets there under its own name, whole, or not at all; and what a server says is believed only so far. */
class UploadTest {
    private static final String SECRET = "dragon-geheim-7";

    @TempDir
    Path folder;

    private Command cp(String... words) {
        return Cli.hawser("cp").and(words).in(folder);
    }

    @Test
    void namesThatMeanSomethingElseInAUrlStayApart() throws Exception {
        var paths = Map.of(
                "a#1", "/dir/a%231",
                "a#2", "/dir/a%232",
                "q?x=1", "/dir/q%3Fx=1",
                "100%25.txt", "/dir/100%2525.txt",
                "ä b", "/dir/%C3%A4%20b");
        Files.createDirectory(folder.resolve("up"));
        for (var name : paths.keySet()) {
            Files.writeString(folder.resolve("up").resolve(name), "I am " + name);
        }
        try (var server = ScriptedHttpServer.start()) {
            var stored = new ServedFolder();
            server.on("/dir/", stored);
            Cli.succeeded(cp("up/*", server.url("/dir/")));
            paths.forEach((name, path) -> assertThat(
                            new String(stored.content(path).orElseThrow().bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("I am " + name));
            // And back under the name that it had.
            Cli.succeeded(cp(server.url("/dir/100%2525.txt"), "./"));
            assertThat(folder.resolve("100%25.txt")).hasContent("I am 100%25.txt");
        }
    }

    @Test
    void aFileThatIsGzipByNameStaysSoBehindARedirect() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a,b,c".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        try (var server = ScriptedHttpServer.start()) {
            server.on("/blob", ServedFile.of(Content.of(bytes.toByteArray())).withHeader("Content-Encoding", "gzip"));
            server.on("/data.csv.gz", Handler.always(Answer.redirect(302, "/blob")));
            Cli.succeeded(cp(server.url("/data.csv.gz"), "./"));
            assertThat(folder.resolve("data.csv.gz")).hasBinaryContent(bytes.toByteArray());
        }
    }

    @Test
    void anUploadOfTheWrongSizeReplacesNothing() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            var stored = new ServedFolder();
            stored.put("/dir/p", Content.text("old"));
            server.on("/dir/", stored);
            var command =
                    cp("-", server.url("/dir/p"), "--expected-size", "5000").reading(Content.random(1, 1000));
            Cli.failed(command, "has 1000 bytes, expected were 5000");
            assertThat(stored.content("/dir/p").orElseThrow().bytes())
                    .isEqualTo("old".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aSecretThatTheReasonPhraseEchoesIsNotShown() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/x", _ -> Answer.raw("HTTP/1.1 401 bad " + SECRET + "\r\nContent-Length: 0\r\n\r\n"));
            var ended = cp("-vv", "--header", "Authorization:env:TOKEN", "--report", "report", server.url("/x"), "x")
                    .with("TOKEN", "Bearer " + SECRET)
                    .run();
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.errText()).contains("/x: 401 bad …");
            assertThat(ended.errText() + Files.readString(folder.resolve("report")))
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void aReportIsNeitherEmptiedNorReplacedByWhatIsCopied() throws Exception {
        Files.createDirectory(folder.resolve("from"));
        Files.writeString(folder.resolve("from/a"), "a");
        Files.writeString(folder.resolve("from/report"), "precious");
        Cli.refused(cp("-r", "from", "to", "--report", "from/report"), "below a source of this copy");
        assertThat(folder.resolve("from/report")).hasContent("precious");

        Files.createDirectory(folder.resolve("into"));
        Cli.failed(cp("-q", "from/*", "into/", "--report", "into/a"), "is the report of this very command");
        assertThat(folder.resolve("into/a")).content().contains("\"status\":\"failed\"", "\"status\":\"copied\"");
    }
}
