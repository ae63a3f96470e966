package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Eventually;
import io.hawser.testkit.LeakChecked;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping: nobody is let in, transfers get their time, and nothing is left. */
@LeakChecked
class StopTest {
    private static final int NEW = 2 | 8 | 0x10;

    @TempDir
    private Path root;

    @Test
    void transfersUnderWayMayEnd() throws Exception {
        TestServer server = TestServer.serving(root);
        try (RawSftp busy = RawSftp.begun(server.access());
                RawSftp idle = RawSftp.begun(server.access())) {
            byte[] handle = busy.handle("/file", NEW);
            Thread stopping = Thread.ofPlatform().start(server.server()::close);
            idle.awaitClose();
            assertThatThrownBy(() -> new Socket("127.0.0.1", server.port()).close())
                    .isInstanceOf(ConnectException.class);
            assertThat(busy.status(request(6, 1).string(handle).u64(0).text("all of it")))
                    .isZero();
            assertThat(busy.status(request(3, 2).text("/other").u32(NEW).u32(0)))
                    .isEqualTo(4);
            assertThat(busy.status(request(4, 3).string(handle))).isZero();
            busy.awaitClose();
            stopping.join();
            assertThat(root.resolve("file")).hasContent("all of it");
            assertThat(server.events(ServerEvent.ChannelClosed.class))
                    .hasSize(2)
                    .allSatisfy(closed -> assertThat(closed.reason()).isEqualTo("the server stopped"));
        } finally {
            server.close();
        }
    }

    @Test
    void uploadsThatTakeLongerAreNotSeen() throws IOException {
        TestServer server = TestServer.serving(root, config -> config.withGrace(Duration.ofMillis(100)));
        var clients = new ArrayList<RawSftp>();
        try {
            for (int i = 0; i < 10; i++) {
                RawSftp sftp = RawSftp.begun(server.access());
                clients.add(sftp);
                byte[] handle = sftp.handle("/file-" + i, NEW);
                assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("begun")))
                        .isZero();
                if (i % 2 == 0) {
                    assertThat(sftp.status(request(4, 1).string(handle))).isZero();
                }
            }
            server.server().close();
            for (int i = 0; i < 10; i++) {
                assertThat(Files.exists(root.resolve("file-" + i))).isEqualTo(i % 2 == 0);
                assertThat(Files.exists(root.resolve("file-" + i + ".partial"))).isEqualTo(i % 2 != 0);
                clients.get(i).awaitClose();
            }
            assertThat(server.server().channels()).isEmpty();
            assertThat(server.server().connections()).isZero();
        } finally {
            clients.forEach(RawSftp::close);
            server.close();
        }
    }

    @Test
    void startsAndStopsAgainAndAgain() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (TestServer server = TestServer.serving(root)) {
                assertThat(server.access().sftp("ls").run().status()).isZero();
                server.server().close();
                server.server().close();
            }
        }
    }

    @Test
    void aChannelThatMovesNothingIsClosedAndAnotherIsNot() throws IOException {
        try (TestServer server = TestServer.serving(
                        root, config -> config.withLimits(Limits.defaults().withIdle(Duration.ofSeconds(1))));
                RawSftp sftp = RawSftp.begun(server.access())) {
            sftp.awaitClose();
            Eventually.holds(
                    () -> server.events(ServerEvent.ChannelClosed.class).size() == 1, () -> "a channel is left");
            assertThat(server.events(ServerEvent.ChannelClosed.class).getFirst().reason())
                    .isEqualTo("no byte moved for 1 s");
        }
    }

    @Test
    void aServerThatCannotListenLeavesNothing() throws IOException {
        try (TestServer server = TestServer.serving(root)) {
            assertThatThrownBy(() -> SftpServer.start(
                            ServerConfig.with(root.resolve("host_key")).at("127.0.0.1", server.port())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Cannot listen on 127.0.0.1 port " + server.port());
        }
    }

    @Test
    void whatHappensOnAConnectionIsToldInItsOrder() throws IOException {
        TestServer server = TestServer.serving(root);
        try (RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", NEW);
            assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("begun")))
                    .isZero();
            sftp.drop();
            Eventually.holds(
                    () -> server.events(ServerEvent.Disconnected.class).size() == 1
                            && server.events(ServerEvent.ChannelClosed.class).size() == 1,
                    () -> "not all is told");
        } finally {
            server.close();
        }
        assertThat(server.events())
                .extracting(Object::getClass)
                .extracting(Class::getSimpleName)
                .containsExactly(
                        "Connected", "LoggedIn", "ChannelOpened", "FileOperation", "ChannelClosed", "Disconnected");
    }
}
