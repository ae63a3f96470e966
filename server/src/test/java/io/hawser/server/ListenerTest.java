package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that fail. */
class ListenerTest {
    private static final int NEW = 2 | 8 | 0x10;

    @TempDir
    private Path root;

    /** An assertion, a class that is not there: errors are no less the listener's own than exceptions. */
    @Test
    void anErrorInAListenerStopsNothing() throws IOException {
        Limits limits = Limits.defaults().withIdle(Duration.ofSeconds(1));
        try (TestServer server = TestServer.serving(
                        root,
                        config -> config.withLimits(limits).withListener(event -> {
                            throw new AssertionError(event);
                        }));
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", NEW);
            assertThat(sftp.status(request(4, 1).string(handle))).isZero();
            sftp.open();
            sftp.awaitClose();
            Eventually.holds(() -> server.server().channels().isEmpty(), () -> "a channel is left");
            Eventually.holds(() -> server.server().connections() == 0, () -> "the connection is left");
        }
    }
}
