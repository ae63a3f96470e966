package io.hawser.testkit.s3;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class S3MockServerTest {
    @Test
    void servesBoto() throws IOException {
        Boto.check(
                S3MockServer.shared(),
                "boto",
                "without_expect",
                "objects",
                "multipart",
                "uploads",
                "refused_uploads",
                "part_pages",
                "lists",
                "copies",
                "deletes",
                "versions");
    }

    @Test
    void goesBehindTheBackOfAClient() throws IOException {
        try (S3MockServer server = S3MockServer.start()) {
            ServerHelpers.check(server);
        }
    }
}
