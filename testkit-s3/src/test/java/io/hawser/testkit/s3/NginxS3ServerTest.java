package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxS3ServerTest {
    /** The content that the script expects. */
    private static Content large() {
        byte[] piece = Content.of(new byte[] {1}).digestBytes("SHA-256");
        byte[] all = new byte[(5 << 20) + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = piece[i % piece.length];
        }
        return Content.of(all);
    }

    @Test
    void servesBoto(@TempDir Path folder) throws IOException {
        try (NginxS3Server server = NginxS3Server.serving(folder, 1)) {
            server.makeBucket("boto");
            for (int number = 0; number < 1_200; number++) {
                String name = String.format("%04d", number);
                server.put("boto", "folder/" + name + " +", Content.text(name));
            }
            server.put("boto", "large", large());
            server.publish();
            Boto.check(server, "boto", "reading");
            assertThat(server.mismatch("boto", "large", large())).isEmpty();
            assertThat(server.get("boto", "missing")).isEmpty();
            // nginx notes a request a moment after its client has the last byte.
            Eventually.holds(
                    () -> server.count(S3Operation.LIST_OBJECTS_V2) == 2
                            && server.count(S3Operation.GET_OBJECT) == 8
                            && server.count(S3Operation.HEAD_OBJECT) == 3,
                    () -> server.requests().toString());
            server.delete("boto", "large");
            assertThat(server.keys("boto", "la")).isEmpty();
        }
    }
}
