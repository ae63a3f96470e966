package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets reach the server they are for and no other place, however much is asked to be told. */
class SecretsTest {
    private static final String SECRET = "dragon-geheim-7";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("alice:" + SECRET).getBytes(StandardCharsets.UTF_8));
    private static final Content CONTENT = Content.random(6, 6 << 20);

    @TempDir
    Path folder;

    /** A copy that breaks off, and leaves a journal; then one that goes on; then one that is refused. All that they left and said is searched. */
    private void isKept(ScriptedHttpServer server, String header, String value, Command copy) throws Exception {
        Handler file = ServedFile.of(CONTENT);
        Handler broken = request -> {
            var answer = file.answer(request);
            return answer.suffering(new Fault.FinAfter(3 << 20));
        };
        var said = new StringBuilder();
        server.on("/a", header.isEmpty() ? broken : broken.requiring(header, value));
        said.append(ended(copy.and("--attempts", "1", "--part-size", "1G"), 1));
        assertThat(Cli.tree(folder)).contains(".b.hawser-journal");
        search(said);
        server.on("/a", header.isEmpty() ? file : file.requiring(header, value));
        said.append(ended(copy, 0));
        server.on("/a", Handler.always(Answer.status(403)));
        said.append(ended(copy, 1));
        search(said);
        assertThat(said).contains("127.0.0.1");
    }

    private static String ended(Command copy, int status) throws Exception {
        var ended = copy.run();
        assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
        return ended.outText() + ended.errText();
    }

    private void search(CharSequence said) throws Exception {
        var encoded = BASIC.substring("Basic ".length());
        assertThat(said).doesNotContain(SECRET, encoded);
        for (var name : Cli.tree(folder)) {
            assertThat(name).doesNotContain(SECRET);
            if (!name.startsWith("given") && Files.isRegularFile(folder.resolve(name))) {
                assertThat(Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1))
                        .as(name)
                        .doesNotContain(SECRET, encoded);
            }
        }
    }

    private Command copy(String url) {
        return Cli.hawser("cp", "-vv", "--report", "report", url, "b").in(folder);
    }

    @Test
    void aPasswordInAUrl() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            var url = server.url("/a").replace("http://", "http://alice:" + SECRET + "@");
            isKept(server, "Authorization", BASIC, copy(url));
        }
    }

    @Test
    void aTokenInTheEnvironment() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            isKept(
                    server,
                    "Authorization",
                    "Bearer " + SECRET,
                    copy(server.url("/a")).with("HAWSER_HTTP_TOKEN", SECRET));
        }
    }

    @Test
    void aPasswordInNetrc() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            var home = Files.createDirectory(folder.resolve("given-home"));
            Files.writeString(home.resolve(".netrc"), "machine 127.0.0.1 login alice password " + SECRET + "\n");
            isKept(server, "Authorization", BASIC, copy(server.url("/a")).atHome(home));
        }
    }

    @Test
    void aHeaderFromAFileOrAVariable() throws Exception {
        Files.writeString(folder.resolve("given"), SECRET + "\n");
        try (var server = ScriptedHttpServer.start()) {
            isKept(server, "X-Key", SECRET, copy(server.url("/a")).and("--header", "X-Key:@given"));
            isKept(
                    server,
                    "X-Key",
                    SECRET,
                    copy(server.url("/a")).and("--header", "X-Key: env:KEY").with("KEY", SECRET));
        }
    }

    @Test
    void aHeaderValueThatIsAnArgumentByMistake() throws Exception {
        var refused = Cli.refused(copy("http://127.0.0.1:1/a").and("--header", "X-Key: " + SECRET), "X-Key");
        assertThat(refused.errText()).doesNotContain(SECRET);
    }

    @Test
    void aTokenNamedByTheConfigurationFile() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            var config = folder.resolve("config.yaml");
            Files.writeString(config, "locations:\n  " + server.url("") + ": { token_env: MY_TOKEN }\n");
            isKept(
                    server,
                    "Authorization",
                    "Bearer " + SECRET,
                    copy(server.url("/a"))
                            .with("HAWSER_CONFIG", config.toString())
                            .with("MY_TOKEN", SECRET));
        }
    }

    @Test
    void aSignedQuery() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            isKept(server, "", "", copy(server.url("/a?X-Amz-Signature=" + SECRET)));
            var report = Files.readString(folder.resolve("report"));
            assertThat(report).contains("/a?…");
        }
    }

    @Test
    void aSignedRedirect() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/there", CONTENT);
            server.on("/a", Handler.always(Answer.redirect(302, server.url("/there?sig=" + SECRET))));

            search(ended(copy(server.url("/a")), 0));
            server.on("/there", Handler.always(Answer.status(403).withText("no " + SECRET.length())));
            search(ended(copy(server.url("/a")), 1));
        }
    }

    @Test
    void credentialsDoNotFollowToAnotherHost() throws Exception {
        try (var server = ScriptedHttpServer.start();
                var other = ScriptedHttpServer.start()) {
            other.serve("/there", CONTENT);
            server.on("/a", Handler.always(Answer.redirect(302, other.url("localhost", "/there"))));

            ended(copy(server.url("/a")).with("HAWSER_HTTP_TOKEN", SECRET), 0);

            assertThat(server.exchanges())
                    .allMatch(e -> e.request().header("Authorization").equals(Optional.of("Bearer " + SECRET)));
            assertThat(other.exchanges()).noneMatch(e -> e.request().headers().has("Authorization"));
        }
    }
}
