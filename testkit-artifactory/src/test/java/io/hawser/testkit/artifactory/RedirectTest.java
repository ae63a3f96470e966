package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedirectTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 300_000);

    @BeforeEach
    void put() {
        server.put(JAR, CONTENT);
        server.put("libs/small", Content.text("x"));
    }

    /** What the server answers to GET, which must be a redirect without checksums. */
    private String redirected() throws IOException {
        Reply redirect = get("/" + JAR, "Range: bytes=0-9");
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.headers().has("X-Checksum-Sha1")).isFalse();
        assertThat(redirect.header("Location")).startsWith("http://localhost:");
        Reply head = ask("HEAD", "/" + JAR);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("X-Checksum-Sha1")).isEqualTo(CONTENT.digest("SHA-1"));
        return redirect.header("Location");
    }

    private static Reply store(String method, String url, String... headers) throws IOException {
        return RawArtifactory.ask(method, url, Content.empty(), headers);
    }

    @Test
    void aCloudStoreBehavesAsS3() throws IOException {
        try (CloudStore store = CloudStore.start()) {
            server.redirectingTo(store, 1000);
            assertThat(get("/libs/small").status()).isEqualTo(200);
            String url = redirected();
            Reply part = store("GET", url, "Range: bytes=10-19");
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(CONTENT.slice(10, 10).bytes());
            assertThat(part.header("ETag")).startsWith("\"").doesNotContain(CONTENT.digest("SHA-1"));
            assertThat(part.headers().fields()).noneMatch(field -> field.name().startsWith("X-Checksum"));
            assertThat(store("GET", url).body()).isEqualTo(CONTENT.bytes());
            assertThat(store("GET", url, RawArtifactory.basic(server.user())).status())
                    .isEqualTo(400);
            assertThat(store("GET", url, "X-JFrog-Art-Api: x").status()).isEqualTo(400);
            assertThat(store("HEAD", url).status()).isEqualTo(403);
            assertThat(store("GET", url + "0").status()).isEqualTo(403);
            store.expire();
            assertThat(store("GET", url).text()).contains("Request has expired");
            assertThat(store("GET", redirected()).status()).isEqualTo(200);
            store.changing(answer -> answer.withStatus(503));
            assertThat(store("GET", url).status()).isEqualTo(503);
            assertThat(store.exchanges()).hasSize(9);
        }
    }

    @Test
    void nginxIsAStore(@TempDir Path root) throws IOException {
        try (NginxStore store = NginxStore.serving(root, 1)) {
            server.redirectingTo(store);
            String url = redirected();
            Reply part = store("GET", url, "Range: bytes=10-19");
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(CONTENT.slice(10, 10).bytes());
            assertThat(store("GET", url).body()).isEqualTo(CONTENT.bytes());
            assertThat(store("GET", url, RawArtifactory.basic(server.user())).status())
                    .isEqualTo(400);
            assertThat(store("GET", url, "X-JFrog-Art-Api: x").status()).isEqualTo(400);
            assertThat(store("HEAD", url).status()).isEqualTo(403);
            assertThat(store("GET", url + "0").status()).isEqualTo(403);
            assertThat(url).contains("/filestore/" + CONTENT.digest("SHA-1").substring(0, 2) + "/");
        }
    }
}
