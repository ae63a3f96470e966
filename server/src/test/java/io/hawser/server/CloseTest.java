package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Eventually;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's life as the program sees it that embeds it: whoever starts and closes it, from wherever, nothing is left. */
@LeakChecked
class CloseTest {
    private static final int NEW = 2 | 8 | 0x10;

    @TempDir
    private Path root;

    @Test
    void severalThreadsMayCloseIt() throws Exception {
        TestServer server = TestServer.serving(root);
        try (RawSftp sftp = RawSftp.begun(server.access())) {
            var closing = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                closing.add(Thread.ofPlatform().start(server.server()::close));
            }
            for (Thread thread : closing) {
                thread.join();
            }
            assertThat(server.server().connections()).isZero();
            sftp.awaitClose();
        } finally {
            server.close();
        }
    }

    @Test
    void aListenerMayCloseIt() throws Exception {
        var itself = new AtomicReference<SftpServer>();
        var returned = new AtomicBoolean();
        TestServer server = TestServer.serving(
                root,
                config -> config.withListener(event -> {
                    if (event instanceof ServerEvent.FileOperation done
                            && done.operation().equals("mkdir")) {
                        itself.get().close();
                        returned.set(true);
                    }
                }));
        itself.set(server.server());
        try (RawSftp sftp = RawSftp.begun(server.access())) {
            assertThat(sftp.status(request(14, 1).text("/folder").u32(0))).isZero();
            assertThat(returned).isTrue();
            sftp.awaitClose();
            Eventually.holds(() -> server.server().connections() == 0, () -> "a connection is left");
        } finally {
            server.close();
        }
    }

    @Test
    void anInterruptEndsTheGraceAndLeavesNoUploadHidden() throws Exception {
        TestServer server = TestServer.serving(root);
        try (RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", NEW);
            assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("begun")))
                    .isZero();
            var still = new AtomicBoolean();
            Thread closing = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                server.server().close();
                still.set(Thread.currentThread().isInterrupted());
            });
            closing.join();
            assertThat(still).isTrue();
            sftp.awaitClose();
            assertThat(root.toFile().list()).containsExactly("file.partial");
        } finally {
            server.close();
        }
    }

    @Test
    void twoServersInOneProgramKnowNothingOfEachOther() throws Exception {
        TestServer one = TestServer.serving(root);
        try (TestServer other = TestServer.serving(root);
                RawSftp sftp = RawSftp.begun(other.access())) {
            one.server().close();
            assertThat(sftp.status(request(14, 1).text("/folder").u32(0))).isZero();
            assertThat(other.server().channels()).hasSize(1);
        } finally {
            one.close();
        }
    }

    @Test
    void aStartThatFailsLeavesNothing() throws Exception {
        Path key = SshKey.make(root.resolve("key")).file();
        ServerConfig config = ServerConfig.with(key);
        try (SftpServer server = SftpServer.start(config)) {
            int port = server.address().getPort();
            assertThatThrownBy(() -> SftpServer.start(config.at("127.0.0.1", port)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot listen on 127.0.0.1 port " + port + ": Address already in use");
        }
        assertThatThrownBy(() -> SftpServer.start(config.at("no-such-host.invalid", 0)))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot listen on no-such-host.invalid port 0: there is no such host");
        assertThatThrownBy(() -> SftpServer.start(ServerConfig.with(root)))
                .isInstanceOf(HostKeyException.class)
                .hasMessage("host key " + root + ": not a file");
        User nobody = User.of("a", root).withKeys(List.of("none"));
        assertThatThrownBy(() -> SftpServer.start(config.withUser(nobody)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Files.exists(key)).isTrue();
    }
}
