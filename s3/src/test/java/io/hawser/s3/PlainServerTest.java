package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web server in the place of S3: it serves objects, and knows no more of them. */
class PlainServerTest {
    @TempDir
    Path folder;

    @Test
    void isAskedOnceForASmallObject() throws Exception {
        Content.text("hello")
                .writeTo(Files.createDirectory(folder.resolve("bucket")).resolve("object"));
        try (var nginx = NginxServer.serving(folder).start();
                var provider = new S3StoreProvider()) {
            var context = StoreContext.defaults()
                    .withEnvironment(Map.of("AWS_ENDPOINT_URL_S3", nginx.url(""), "HAWSER_S3_NO_SIGN", "true"));
            var location = Location.parse("s3://bucket/object");
            var store = provider.open(location.root(), context);
            int before = nginx.served().size();
            try (var source = store.open(location, OpenOptions.first(ByteRange.of(0, 1000)), Scope.unlimited())) {
                assertThat(source.entry().digests()).isEmpty();
                assertThat(TestBucket.read(source, new ByteRange(0, 5)))
                        .asString()
                        .isEqualTo("hello");
            }
            assertThat(nginx.served().size() - before).isEqualTo(1);
        }
    }
}
