package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.artifactory.Checksums.Kind;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DownloadTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 100_000);
    private static final String SHA1 = CONTENT.digest("SHA-1");

    @BeforeEach
    void put() {
        server.put(JAR, CONTENT, ServedFile.SOME_TIME);
    }

    /** What {@code curl -I} shows of real servers: versions 4.15, 7.23. */
    @Test
    void answersHaveTheHeaderFieldsOfRealOnes() throws IOException {
        for (String method : new String[] {"GET", "HEAD"}) {
            Reply reply = ask(method, "/" + JAR);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body().length).isEqualTo(method.equals("GET") ? 100_000 : 0);
            assertThat(reply.header("Content-Length")).isEqualTo("100000");
            assertThat(reply.header("Content-Type")).isEqualTo("application/java-archive");
            assertThat(reply.header("ETag")).isEqualTo(SHA1);
            assertThat(reply.header("X-Checksum-Sha1")).isEqualTo(SHA1);
            assertThat(reply.header("X-Checksum-Md5")).isEqualTo(CONTENT.digest("MD5"));
            assertThat(reply.header("X-Checksum-Sha256")).isEqualTo(CONTENT.sha256());
            assertThat(reply.header("Last-Modified")).isEqualTo("Thu, 29 Feb 2024 12:34:56 GMT");
            assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
            assertThat(reply.header("X-Artifactory-Filename")).isEqualTo("lib-1.0.jar");
            assertThat(reply.header("Content-Disposition"))
                    .isEqualTo("attachment; filename=\"lib-1.0.jar\"; filename*=UTF-8''lib-1.0.jar");
        }
        assertThat(get("/" + JAR).body()).isEqualTo(CONTENT.bytes());
    }

    @Test
    void rangesAreThoseAskedFor() throws IOException {
        Reply middle = get("/" + JAR, "Range: bytes=1000-1999");
        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.header("Content-Range")).isEqualTo("bytes 1000-1999/100000");
        assertThat(middle.body()).isEqualTo(CONTENT.slice(1000, 1000).bytes());
        assertThat(middle.header("X-Checksum-Sha1")).isEqualTo(SHA1);
        assertThat(get("/" + JAR, "Range: bytes=99990-").header("Content-Range"))
                .isEqualTo("bytes 99990-99999/100000");
        assertThat(get("/" + JAR, "Range: bytes=99990-200000").header("Content-Range"))
                .isEqualTo("bytes 99990-99999/100000");
        assertThat(get("/" + JAR, "Range: bytes=-5").header("Content-Range")).isEqualTo("bytes 0-5/100000");
        for (String range : new String[] {"100000-", "5-4", "x-y"}) {
            Reply refused = get("/" + JAR, "Range: bytes=" + range);
            assertThat(refused.status()).isEqualTo(416);
            assertThat(refused.header("Content-Range")).isEqualTo("bytes */100000");
        }
        assertThat(get("/" + JAR, "Range: bytes=0-1,5-6").status()).isEqualTo(200);
    }

    @Test
    void conditionsAreTakenAsRealServersDo() throws IOException {
        assertThat(get("/" + JAR, "If-Match: other").status()).isEqualTo(200);
        assertThat(get("/" + JAR, "Range: bytes=0-1", "If-Range: " + SHA1).status())
                .isEqualTo(206);
        assertThat(get("/" + JAR, "Range: bytes=0-1", "If-Range: " + SHA1 + "-0-1")
                        .status())
                .isEqualTo(206);
        assertThat(get("/" + JAR, "Range: bytes=0-1", "If-Range: \"" + SHA1 + "\"")
                        .status())
                .isEqualTo(200);
        assertThat(get("/" + JAR, "Range: bytes=0-1", "If-Range: Thu, 29 Feb 2024 12:34:56 GMT")
                        .status())
                .isEqualTo(206);
        assertThat(get("/" + JAR, "Range: bytes=0-1", "If-Range: Thu, 29 Feb 2024 12:34:55 GMT")
                        .status())
                .isEqualTo(200);
        for (String tag : new String[] {SHA1, "\"" + SHA1 + "\"", "W/\"" + SHA1 + "\"", "*"}) {
            assertThat(get("/" + JAR, "If-None-Match: " + tag).status()).isEqualTo(304);
        }
        assertThat(get("/" + JAR, "If-None-Match: other").status()).isEqualTo(200);
        assertThat(get("/" + JAR, "If-Modified-Since: Thu, 29 Feb 2024 12:34:56 GMT")
                        .status())
                .isEqualTo(304);
        assertThat(get("/" + JAR, "If-Modified-Since: Thu, 29 Feb 2024 12:34:55 GMT")
                        .status())
                .isEqualTo(200);

        server.heedingIfMatch();
        assertThat(get("/" + JAR, "If-Match: other").status()).isEqualTo(412);
        assertThat(get("/" + JAR, "If-Match: " + SHA1).status()).isEqualTo(200);
    }

    @Test
    void checksumsMayBeMissing() throws IOException {
        server.withoutChecksumHeaders();
        assertThat(get("/" + JAR).headers().fields())
                .noneMatch(field -> field.name().startsWith("X-Checksum"));
        assertThat((Object) json(200, get("/api/storage/" + JAR)).get("checksums"))
                .isNotNull();
        server.put(JAR, CONTENT, Checksums.none());
        assertThat(json(200, get("/api/storage/" + JAR)).containsKey("checksums"))
                .isFalse();
        assertThat(get("/" + JAR).headers().has("ETag")).isFalse();
        server.put("old/file", CONTENT, Checksums.of(CONTENT).without(Kind.SHA256));
        assertThat(json(200, get("/api/storage/old/file")).get("checksums").toString())
                .contains("sha1", "md5")
                .doesNotContain("sha256");
    }

    @Test
    void checksumsAreFilesBesides() throws IOException {
        assertThat(get("/" + JAR + ".sha1").text()).isEqualTo(SHA1);
        assertThat(get("/" + JAR + ".sha256").text()).isEqualTo(CONTENT.sha256());
        assertThat(get("/" + JAR + ".md5").text()).isEqualTo(CONTENT.digest("MD5"));
        assertThat(get("/" + JAR + ".sha512").status()).isEqualTo(404);
        assertThat(get("/libs-release-local/org.sha1").status()).isEqualTo(404);
        assertThat(get("/libs-release-local/none.sha1").status()).isEqualTo(404);
    }

    @Test
    void namesAreEncodedInUrls() throws IOException {
        String item = "libs/a b/#1 50%/é?;.txt";
        server.put(item, Content.text("x"));
        String path = "/libs/a%20b/%231%2050%25/%C3%A9%3F%3B.txt";
        assertThat(server.url(item)).isEqualTo(server.base() + path);
        assertThat(get(path).text()).isEqualTo("x");
        assertThat(get(path).header("X-Artifactory-Filename")).isEqualTo("%C3%A9%3F%3B.txt");
        assertThat(json(200, get("/api/storage" + path)).get("downloadUri")).isEqualTo(server.url(item));
        assertThat(server.requests(item)).hasSize(3);
    }

    @Test
    void foldersHavePages() throws IOException {
        Reply redirect = get("/libs-release-local/org");
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("Location")).isEqualTo(server.base() + "/libs-release-local/org/");
        Reply page = get("/libs-release-local/org/");
        assertThat(page.header("Content-Type")).isEqualTo("text/html");
        assertThat(page.text()).contains("Index of libs-release-local/org", "<a href=\"acme/\">acme/</a>");
        server.withoutFolderPages();
        refused(404, "File not found.", get("/libs-release-local/org/"));
        refused(404, "File not found.", get("/libs-release-local/none"));
    }

    @Test
    void otherContextPathsServeTheSame() throws IOException {
        for (String context : new String[] {"", "/tools/repo"}) {
            try (ArtifactoryServer other = ArtifactoryServer.start(context)) {
                other.put("libs/a.txt", Content.text("a"));
                String user = RawArtifactory.basic(other.user());
                assertThat(RawArtifactory.ask("GET", other.url("libs/a.txt"), Content.empty(), user)
                                .text())
                        .isEqualTo("a");
                assertThat(RawArtifactory.ask("GET", other.base() + "/api/storage/libs/a.txt", Content.empty(), user)
                                .json()
                                .get("downloadUri"))
                        .isEqualTo("http://127.0.0.1:" + other.port() + context + "/libs/a.txt");
                assertThat(other.requests("libs/a.txt")).hasSize(2);
            }
        }
        assertThat(RawArtifactory.ask("GET", "http://127.0.0.1:" + server.port() + "/elsewhere", Content.empty())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void largeAndManyFilesCostNoMemory() throws IOException {
        Content large = Content.random(7, 1L << 30);
        Checksums told = Checksums.none().with(Kind.SHA1, "0".repeat(40));
        server.put("big/file.bin", large, told);
        Reply end = get("/big/file.bin", "Range: bytes=1073741820-");
        assertThat(end.body()).isEqualTo(large.slice((1L << 30) - 4, 4).bytes());
        for (int i = 0; i < 3000; i++) {
            server.put("many/d" + i % 10 + "/f" + i, Content.random(i, 1000));
        }
        assertThat(server.files("many")).hasSize(3000);
        assertThat(server.content("many/d1/f1").map(Content::size)).isEqualTo(Optional.of(1000L));
    }
}
