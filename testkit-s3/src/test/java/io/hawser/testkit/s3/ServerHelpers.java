package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import java.io.IOException;
import java.util.List;

/** What every server can do to its buckets for a test. */
final class ServerHelpers {
    private static final Content CONTENT = Content.random(2, 3_000_000);

    private ServerHelpers() {}

    static void check(S3Server server) throws IOException {
        server.makeBucket("helped");
        server.put("helped", "a/é b+c", CONTENT);
        server.put("helped", "empty", Content.empty());
        assertThat(server.mismatch("helped", "a/é b+c", CONTENT)).isEmpty();
        assertThat(server.mismatch("helped", "a/é b+c", CONTENT.flippedAt(2_999_999)))
                .hasValue(2_999_999);
        assertThat(server.get("helped", "empty").orElseThrow().size()).isZero();
        assertThat(server.get("helped", "missing")).isEmpty();
        assertThatThrownBy(() -> server.mismatch("helped", "missing", CONTENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404")
                .hasMessageContaining("NoSuchKey");
        assertThat(server.keys("helped", "")).containsExactly("a/é b+c", "empty");
        assertThat(server.keys("helped", "a/")).containsExactly("a/é b+c");

        String id = server.raw()
                .ask(S3Call.of("POST", "helped", "left").query("uploads", ""))
                .expect(200)
                .one("UploadId");
        assertThat(server.uploads("helped")).containsExactly(new S3Server.UnfinishedUpload("left", id));
        server.delete("helped", "empty");
        assertThat(server.keys("helped", "")).containsExactly("a/é b+c");

        // Some servers note a request only after they have answered it.
        Eventually.holds(
                () -> server.requests().size() >= 14, () -> server.requests().toString());
        assertThat(server.count(S3Operation.CREATE_BUCKET)).isEqualTo(1);
        assertThat(server.count(S3Operation.PUT_OBJECT)).isEqualTo(2);
        assertThat(server.count(S3Operation.GET_OBJECT)).isEqualTo(5);
        assertThat(server.count(S3Operation.LIST_OBJECTS_V2)).isEqualTo(3);
        assertThat(server.count(S3Operation.CREATE_MULTIPART_UPLOAD)).isEqualTo(1);
        assertThat(server.count(S3Operation.LIST_MULTIPART_UPLOADS)).isEqualTo(1);
        assertThat(server.count(S3Operation.DELETE_OBJECT)).isEqualTo(1);
        assertThat(server.requests().get(1).key()).isEqualTo("a/é b+c");
        assertThat(server.requests().stream()
                        .filter(request -> request.operation() == S3Operation.LIST_OBJECTS_V2)
                        .map(request -> request.query().get("prefix"))
                        .toList())
                .isEqualTo(List.of("", "a/", ""));
    }
}
