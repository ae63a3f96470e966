package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.Verify;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFolder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PUT whose bytes a redirect has sent a second time, as the engine accounts for them. */
class RedirectedUploadTest {
    private static final Content CONTENT = Content.random(1, 300_000);

    @TempDir
    Path folder;

    @Test
    void everyByteGoesOutAgainAndIsDigestedOnce() throws Exception {
        var source = CONTENT.writeTo(folder.resolve("source"));
        var digest = new Digest(Algorithm.SHA256, CONTENT.digest("SHA-256"));
        var files = new ServedFolder();
        try (var server = ScriptedHttpServer.start();
                var hawser = Hawser.open(HawserOptions.defaults().withEnvironment(Map.of()))) {
            server.on("/files/", files);
            server.on("/from", request -> {
                request.body().readAllBytes();
                return Answer.redirect(307, "/files/a");
            });
            var copy = hawser.copy(
                    Location.local(source.toString()),
                    Location.parse(server.url("/from")),
                    CopyOptions.defaults().withVerify(new Verify.Given(digest)));
            assertThat(copy.result()).isInstanceOf(Outcome.Copied.class);
            assertThat(copy.progress().bytes()).isEqualTo(300_000);
        }
        assertThat(files.content("/files/a").orElseThrow().bytes()).isEqualTo(CONTENT.bytes());
    }
}
