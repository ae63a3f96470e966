package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScriptedS3ServerTest extends WithServer {
    @Test
    void servesBoto() throws IOException {
        Boto.check(
                server,
                "boto",
                "objects",
                "signatures",
                "multipart",
                "uploads",
                "refused_uploads",
                "part_pages",
                "lists",
                "copies",
                "replaced_metadata",
                "deletes",
                "versions",
                "named_markers");
    }

    @Test
    void servesBotoInSmallPages() throws IOException {
        server.withPages(3);
        Boto.check(server, "boto", "part_pages", "uploads", "versions");
    }

    @Test
    void goesBehindTheBackOfAClient() throws IOException {
        Content content = Content.random(1, 100_000);
        server.put(BUCKET, "a/é b+c", content);
        server.put(BUCKET, "empty", Content.empty());
        assertThat(server.mismatch(BUCKET, "a/é b+c", content)).isEmpty();
        assertThat(server.mismatch(BUCKET, "a/é b+c", content.flippedAt(99_999)))
                .hasValue(99_999);
        assertThat(server.get(BUCKET, "missing")).isEmpty();
        assertThat(server.keys(BUCKET, "a")).containsExactly("a/é b+c");
        server.delete(BUCKET, "a/é b+c");
        assertThat(server.keys(BUCKET, "")).containsExactly("empty");
        assertThat(server.uploads(BUCKET)).isEmpty();
        assertThat(server.requests()).isEmpty();
        assertThat(server.location(BUCKET, "a//b").toString()).isEqualTo("s3://bucket/a//b");
    }
}
