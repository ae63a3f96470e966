package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.s3.S3MockServer;
import io.hawser.testkit.s3.S3ProxyServer;
import io.hawser.testkit.s3.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to real servers, and over lines that break or flip bits: what the servers do not compare themselves is compared here. */
@Timeout(300)
class S3UploadServersTest {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final long PART = 5 << 20;
    private static final Content CONTENT = Content.random(1, 2 * PART + 77);
    private static final Content STREAMED = Content.random(2, (34 << 20) + 77);
    private static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withParallel(2)
            .withRetry(new RetryPolicy(6, Duration.ZERO, Duration.ZERO));

    abstract static class OnServer {
        @TempDir
        private Path folder;

        private final String bucket = "upload-" + ProcessHandle.current().pid() + "-" + BUCKETS.incrementAndGet();

        abstract S3Server server() throws IOException;

        private Map<String, String> environment(S3Server server, int port, String machine) {
            var environment = new HashMap<>(server.environment());
            environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + port);
            environment.put("XDG_STATE_HOME", folder.resolve(machine).toString());
            return environment;
        }

        private Outcome copy(Map<String, String> environment, Content content, CopyOptions options) throws Exception {
            var file = folder.resolve("file-" + content.size());
            if (!file.toFile().exists()) {
                content.writeTo(file);
            }
            try (var hawser = Hawser.open(HawserOptions.defaults()
                    .withProviders(List.of(new S3StoreProvider()))
                    .withEnvironment(environment))) {
                return hawser.copy(Location.local(file.toString()), new Location("s3", bucket, "/a/key"), options)
                        .await();
            }
        }

        private void assertThere(S3Server server, Content content) throws IOException {
            assertThat(server.mismatch(bucket, "a/key", content)).isEmpty();
            assertThat(server.uploads(bucket)).as("unfinished uploads").isEmpty();
        }

        private void uploadThrough(FaultScript script, Content content, CopyOptions options) throws Exception {
            var server = server();
            server.makeBucket(bucket);
            try (var proxy = FaultProxy.to(server.endpoint().getPort(), script)) {
                var outcome = copy(environment(server, proxy.port(), "here"), content, options);
                assertThat(outcome).as("through %s", script).isInstanceOf(Outcome.Copied.class);
            }
            assertThere(server, content);
        }

        @Test
        void partsOfAllKindsArrive() throws Exception {
            uploadThrough(FaultScript.none(), CONTENT, OPTIONS);
            var server = server();
            var environment = environment(server, server.endpoint().getPort(), "here");
            assertThat(copy(environment, STREAMED, OPTIONS.withPartSize(17 << 20)))
                    .isInstanceOf(Outcome.Copied.class);
            assertThere(server, STREAMED);
            environment.put("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
            assertThat(copy(environment, STREAMED, OPTIONS.withPartSize(17 << 20)))
                    .isInstanceOf(Outcome.Copied.class);
            assertThere(server, STREAMED);
        }

        @Test
        void aBitThatFlipsInABufferedPartIsFound() throws Exception {
            uploadThrough(flipping(1 << 20), CONTENT, OPTIONS);
        }

        @Test
        void aBitThatFlipsInAStreamedPartIsFoundThoughTheServerDoesNotLook() throws Exception {
            uploadThrough(flipping(3 << 20), STREAMED, OPTIONS.withPartSize(17 << 20));
        }

        /** On the first connections, whichever of them carry parts. */
        private static FaultScript flipping(long at) {
            return FaultScript.first(4, new Fault.FlipBit(at, Fault.Direction.TO_SERVER));
        }

        @Test
        void connectionsThatBreakCostPartsAlone() throws Exception {
            uploadThrough(FaultScript.first(5, reset(3 << 20)), CONTENT, OPTIONS);
        }

        private static Fault reset(long after) {
            return new Fault.ResetAfter(after, Fault.Direction.TO_SERVER);
        }

        @Test
        void aRunThatBreaksOffIsContinuedHereAndElsewhere() throws Exception {
            for (var next : new String[] {"here", "elsewhere"}) {
                var server = server();
                if (next.equals("here")) {
                    server.makeBucket(bucket);
                }
                try (var proxy = FaultProxy.to(server.endpoint().getPort(), FaultScript.none())) {
                    // Two parts arrive, and no third one.
                    proxy.script(connection -> List.of(reset(connection <= 2 ? 11 << 20 : 1 << 20)));
                    var options = OPTIONS.withParallel(1).withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
                    assertThat(copy(environment(server, proxy.port(), "here"), STREAMED, options))
                            .isInstanceOf(Outcome.Failed.class);
                    assertThat(server.uploads(bucket)).hasSize(1);
                    proxy.script(FaultScript.none());
                    var outcome = copy(environment(server, proxy.port(), next), STREAMED, OPTIONS);
                    assertThat(outcome).isInstanceOf(Outcome.Copied.class);
                    assertThat(((Outcome.Copied) outcome).summary().resumedBytes())
                            .as("resumed %s", next)
                            .isEqualTo(2 * PART);
                }
                assertThere(server, STREAMED);
            }
        }
    }

    @Nested
    class OnS3Proxy extends OnServer {
        @Override
        S3Server server() throws IOException {
            return S3ProxyServer.shared();
        }
    }

    @Nested
    class OnS3Mock extends OnServer {
        @Override
        S3Server server() throws IOException {
            return S3MockServer.shared();
        }
    }
}
