package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ProxyServerTest {
    private static final Content CONTENT = Content.random(1, 3_000_000);

    @Test
    void servesBotoFromMemory() throws IOException {
        Boto.check(
                S3ProxyServer.shared(),
                "boto",
                "objects",
                "signatures",
                "multipart",
                "uploads",
                "refused_uploads",
                "lists",
                "copies",
                "replaced_metadata",
                "deletes",
                "versions",
                "named_markers");
    }

    @Test
    void servesBotoFromAFolder(@TempDir Path folder) throws IOException {
        try (S3ProxyServer server = S3ProxyServer.inFolder(folder)) {
            Boto.check(
                    server,
                    "boto",
                    "objects",
                    "signatures",
                    "multipart",
                    "uploads",
                    "refused_uploads",
                    "lists",
                    "copies",
                    "replaced_metadata",
                    "deletes");
        }
    }

    @Test
    void goesBehindTheBackOfAClient(@TempDir Path folder) throws IOException {
        try (S3ProxyServer server = S3ProxyServer.inFolder(folder)) {
            ServerHelpers.check(server);
            assertThat(CONTENT.writeTo(folder.resolve("helped").resolve("laid there")))
                    .isNotEmptyFile();
            assertThat(server.mismatch("helped", "laid there", CONTENT)).isEmpty();
        }
    }

    @Test
    void isSharedByTests() throws IOException {
        S3Server first = S3ProxyServer.shared();
        first.makeBucket("shared");
        first.put("shared", "key", CONTENT);
        first.close();
        S3Server second = S3ProxyServer.shared();
        assertThat(second.endpoint()).isEqualTo(first.endpoint());
        assertThat(second.mismatch("shared", "key", CONTENT)).isEmpty();
        assertThat(second.get("shared", "other")).isEqualTo(Optional.empty());
    }
}
