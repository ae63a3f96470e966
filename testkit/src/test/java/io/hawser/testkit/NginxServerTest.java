package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxServerTest {
    private static final Content CONTENT = Content.random(1, 300_000);

    @TempDir
    Path root;

    @Test
    void servesFilesAndNotesWhatItServed() throws IOException {
        CONTENT.writeTo(root.resolve("file"));
        try (NginxServer nginx = NginxServer.serving(root).start();
                RawClient client = new RawClient(nginx.port())) {
            assertThat(client.ask("GET", "/file").body()).isEqualTo(CONTENT.bytes());
            assertThat(client.ask("GET", "/file", "Range: bytes=10-19").status())
                    .isEqualTo(206);
            Eventually.holds(() -> served(nginx) == 2, () -> "two requests are noted");
            NginxServer.Served second = nginx.served().get(1);
            assertThat(second.status()).isEqualTo(206);
            assertThat(second.range()).isEqualTo("bytes=10-19");
            assertThat(second.sent()).isEqualTo(10);
            assertThat(second.target()).isEqualTo("/file");
            assertThat(second.connection()).isEqualTo(nginx.served().get(0).connection());
            assertThat(client.ask("PUT", "/new", "Content-Length: 0").status()).isEqualTo(405);
        }
    }

    private static int served(NginxServer nginx) {
        try {
            return nginx.served().size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void settingsAreThere() throws IOException {
        Path folder = Files.createDirectory(root.resolve("a \"$b\" folder"));
        CONTENT.writeTo(folder.resolve("file"));
        try (NginxServer nginx = NginxServer.serving(folder)
                        .withDav()
                        .withGzip()
                        .withAutoindex()
                        .withLimitRate(100_000_000)
                        .start();
                RawClient client = new RawClient(nginx.port())) {
            client.send("PUT /sub/new HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.reply(false).status()).isEqualTo(201);
            assertThat(folder.resolve("sub/new")).hasContent("abc");
            assertThat(client.ask("DELETE", "/sub/new").status()).isEqualTo(204);
            assertThat(client.ask("GET", "/").text()).contains("file");
            assertThat(client.ask("GET", "/file", "Accept-Encoding: gzip")
                            .headers()
                            .first("Content-Encoding"))
                    .hasValue("gzip");
        }
    }

    @Test
    void severalRunAtOnce() throws IOException {
        try (NginxServer one = NginxServer.serving(root).start();
                NginxServer two = NginxServer.serving(root).start()) {
            assertThat(one.port()).isNotEqualTo(two.port());
        }
    }
}
