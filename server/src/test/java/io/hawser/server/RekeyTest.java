package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys exchanged again and again in the middle of transfers, by either side. */
class RekeyTest {
    private static final int EVERY = 256 << 10;

    @TempDir
    private Path root;

    @TempDir
    private Path local;

    /** How many key exchanges the client saw begin. */
    private int transfers(TestServer server, String... options) throws IOException {
        Content content = Content.random(11, 64 << 20);
        content.writeTo(local.resolve("file"));
        Command.Finished done = Command.of(Requirement.tool("sftp").toString())
                .and(server.access().arguments().toArray(String[]::new))
                .and(options)
                .and("-P", Integer.toString(server.port()), "-b", "-", TestServer.USER + "@127.0.0.1")
                .reading(Content.text("put file up\nget up down\n"))
                .in(local)
                .run();
        assertThat(done.status()).as(done.toString()).isZero();
        assertThat(content.mismatch(root.resolve("up"))).isEmpty();
        assertThat(content.mismatch(local.resolve("down"))).isEmpty();
        return (int) done.errText()
                .lines()
                .filter(line -> line.contains("SSH2_MSG_KEXINIT received"))
                .count();
    }

    @Test
    void byTheServer() throws IOException {
        try (TestServer server = TestServer.serving(
                root, config -> config.withLimits(Limits.defaults().withRekeyBytes(EVERY)))) {
            assertThat(transfers(server, "-v")).isGreaterThan(100);
        }
    }

    @Test
    void byTheClient() throws IOException {
        try (TestServer server = TestServer.serving(root)) {
            transfers(server, "-o", "RekeyLimit=256K");
        }
    }

    @Test
    void byBothAtTheSameMoment() throws IOException {
        // Both count the same bytes, so that they often begin together.
        try (TestServer server = TestServer.serving(
                root, config -> config.withLimits(Limits.defaults().withRekeyBytes(EVERY)))) {
            transfers(server, "-o", "RekeyLimit=256K", "-c", "chacha20-poly1305@openssh.com");
        }
    }

    @Test
    void byBoth() throws IOException {
        try (TestServer server = TestServer.serving(
                root, config -> config.withLimits(Limits.defaults().withRekeyBytes(EVERY)))) {
            transfers(server, "-o", "RekeyLimit=200K");
        }
    }
}
