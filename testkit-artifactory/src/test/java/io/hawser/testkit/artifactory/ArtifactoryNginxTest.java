package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArtifactoryNginxTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 3_000_000);

    private Reply through(String method, String url, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = RawArtifactory.basic(server.user());
        return RawArtifactory.ask(method, url, Content.empty(), all);
    }

    @Test
    void theProxyPassesOnWhatTheServerSays() throws IOException {
        String item = "libs/a b/#1 50%/é.jar";
        server.put(item, CONTENT);
        String sha1 = CONTENT.digest("SHA-1");
        try (ArtifactoryNginx nginx = ArtifactoryNginx.inFrontOf(server)) {
            Reply whole = through("GET", nginx.url(item));
            assertThat(whole.body()).isEqualTo(CONTENT.bytes());
            assertThat(whole.header("ETag")).isEqualTo(sha1);
            assertThat(whole.header("X-Checksum-Sha256")).isEqualTo(CONTENT.sha256());
            assertThat(through("GET", nginx.url(item), "Range: bytes=5-9", "If-Range: " + sha1)
                            .status())
                    .isEqualTo(206);
            assertThat(through("GET", nginx.url(item), "If-None-Match: " + sha1).status())
                    .isEqualTo(304);
            String info = nginx.base() + "/api/storage/"
                    + nginx.url(item).substring(nginx.base().toString().length() + 1);
            assertThat((Object) through("GET", info).json().get("downloadUri")).isEqualTo(nginx.url(item));
            assertThat((Object) through("GET", info).json().get("uri")).isEqualTo(info);
            RawArtifactory.Reply put =
                    RawArtifactory.ask("PUT", nginx.url("libs/new"), CONTENT, RawArtifactory.basic(server.user()));
            assertThat(put.header("Location")).isEqualTo(nginx.url("libs/new"));
            assertThat(server.content("libs/new").orElseThrow().sha256()).isEqualTo(CONTENT.sha256());
            assertThat(server.requests(item)).hasSize(5);
        }
    }

    @Test
    void theProxyBaresSemicolons() throws IOException {
        server.put("libs/a;b", Content.text("x"));
        assertThat(through("GET", server.url("libs/a;b")).status()).isEqualTo(200);
        try (ArtifactoryNginx nginx = ArtifactoryNginx.inFrontOf(server)) {
            assertThat(through("GET", nginx.url("libs/a;b")).status()).isEqualTo(404);
            assertThat(server.requests().getLast().item()).isEqualTo("libs/a");
        }
    }

    @Test
    void theProxyMayCompress() throws IOException {
        server.put("libs/a.txt", Content.text("x".repeat(10_000)));
        try (ArtifactoryNginx nginx = ArtifactoryNginx.compressing(server)) {
            Reply plain = through("GET", nginx.url("libs/a.txt"));
            assertThat(plain.header("Content-Length")).isEqualTo("10000");
            Reply compressed = through("GET", nginx.url("libs/a.txt"), "Accept-Encoding: gzip");
            assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(compressed.headers().has("Content-Length")).isFalse();
        }
    }
}
