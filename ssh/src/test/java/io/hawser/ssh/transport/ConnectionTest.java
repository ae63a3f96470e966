package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.ssh.transport.ChannelListener.Closing;
import io.hawser.store.Scope;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
    private static final int WINDOW = 4 << 20;
    private static final Scope SCOPE = Scope.unlimited();
    private static final Closing IN_ORDER = new Closing(OptionalInt.of(0), Optional.empty(), Optional.empty());

    @TempDir
    private static Path folder;

    private static OpenSshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = OpenSshServer.serving(folder).start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    static ChannelRequest.Exec exec(String command) {
        return new ChannelRequest.Exec(command, Map.of(), Optional.empty(), WINDOW);
    }

    private static Connection connect() throws StoreException {
        return Client.of(server.access()).transport().connect(SCOPE);
    }

    @Test
    void runsACommand() throws Exception {
        try (var connection = connect()) {
            assertThat(connection.serverVersion()).startsWith("SSH-2.0-OpenSSH");
            assertThat(connection.isOpen()).isTrue();
            var told = new Recorded();
            try (var channel = connection.open(exec("cat; echo done >&2; exit 7"), told, SCOPE)) {
                send(channel, "hello");
                assertThat(told.end()).isEqualTo(new Closing(OptionalInt.of(7), Optional.empty(), Optional.empty()));
            }
            assertThat(told.output()).isEqualTo("hello");
            assertThat(told.errors()).isEqualTo("done\n");
            assertThat(told.ends).hasValue(1);
            assertThat(told.closings).hasValue(1);
        }
    }

    private static void send(Channel channel, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        channel.send(bytes, 0, bytes.length);
        channel.sendEof();
    }

    @Test
    void speaksToASubsystem() throws Exception {
        try (var connection = connect()) {
            var told = new Recorded();
            try (var channel = connection.open(new ChannelRequest.Subsystem("sftp", WINDOW), told, SCOPE)) {
                // SSH_FXP_INIT, version 3.
                channel.send(new byte[] {0, 0, 0, 5, 1, 0, 0, 0, 3}, 0, 9);
                channel.flush();
                Eventually.holds(() -> told.bytes().length > 8, told::output);
                assertThat(told.bytes()[4]).isEqualTo((byte) 2);
            }
            assertThat(told.end().lost()).isEmpty();
            assertThat(told.ends).hasValue(0);
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void tellsTheSignalThatEndedACommand() throws Exception {
        try (var connection = connect()) {
            var told = new Recorded();
            connection.open(exec("kill -TERM $$"), told, SCOPE);
            assertThat(told.end()).isEqualTo(new Closing(OptionalInt.empty(), Optional.of("TERM"), Optional.empty()));
        }
    }

    @Test
    void deliversASignal() throws Exception {
        try (var connection = connect()) {
            var told = new Recorded();
            var channel = connection.open(exec("echo up; exec cat"), told, SCOPE);
            Eventually.holds(() -> told.output().equals("up\n"), told::output);
            if (System.getProperty("user.name").equals("root")) {
                // OpenSSH delivers signals only where it runs the session without privileges.
                assertThatThrownBy(() -> channel.signal("TERM"))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the server does not deliver the signal TERM");
                channel.close();
            } else {
                channel.signal("TERM");
                assertThat(told.end().exitSignal()).contains("TERM");
            }
        }
    }

    @Test
    void givesTheCommandATerminal() throws Exception {
        try (var connection = connect()) {
            var told = new Recorded();
            var terminal = new ChannelRequest.Terminal("vt220", 132, 43);
            connection.open(
                    new ChannelRequest.Exec("echo $TERM; stty size", Map.of(), Optional.of(terminal), WINDOW),
                    told,
                    SCOPE);
            assertThat(told.end()).isEqualTo(IN_ORDER);
            assertThat(told.output()).isEqualTo("vt220\r\n43 132\r\n");
        }
    }

    @Test
    void setsVariablesThatTheServerTakes() throws Exception {
        try (var open = OpenSshServer.serving(folder).with("AcceptEnv GREETING").start();
                var connection = Client.of(open.access()).transport().connect(SCOPE)) {
            var told = new Recorded();
            connection.open(
                    new ChannelRequest.Exec("echo $GREETING", Map.of("GREETING", "häh"), Optional.empty(), WINDOW),
                    told,
                    SCOPE);
            assertThat(told.end()).isEqualTo(IN_ORDER);
            assertThat(told.output()).isEqualTo("häh\n");
        }
    }

    @Test
    void losesNoByteOfManyShortCommands() throws Exception {
        try (var connection = connect()) {
            for (int i = 0; i < 20; i++) {
                var told = new Recorded();
                connection.open(exec("head -c 169426 /dev/zero; echo end >&2"), told, SCOPE);
                assertThat(told.end()).isEqualTo(IN_ORDER);
                assertThat(told.bytes()).hasSize(169_426);
                assertThat(told.errors()).isEqualTo("end\n");
            }
        }
    }

    @Test
    void refusesAnUnknownSubsystem() throws Exception {
        try (var connection = connect()) {
            assertThatThrownBy(
                            () -> connection.open(new ChannelRequest.Subsystem("nope", WINDOW), new Recorded(), SCOPE))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageEndingWith("the server has no subsystem nope");
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void saysThatNoMoreChannelsAreOpened() throws Exception {
        try (var narrow = OpenSshServer.serving(folder).with("MaxSessions 1").start();
                var connection = Client.of(narrow.access()).transport().connect(SCOPE)) {
            var told = new Recorded();
            var one = connection.open(exec("cat"), told, SCOPE);
            assertThatThrownBy(() -> connection.open(exec("true"), new Recorded(), SCOPE))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("the server opens no channel");
            send(one, "still there");
            assertThat(told.end()).isEqualTo(IN_ORDER);
            assertThat(told.output()).isEqualTo("still there");
        }
    }

    @Test
    void closesOnlyTheChannelWhoseListenerFails() throws Exception {
        try (var connection = connect()) {
            var failing = new Recorded() {
                @Override
                public synchronized void data(byte[] bytes, int offset, int length) throws IOException {
                    throw new IOException("disk full");
                }
            };
            connection.open(exec("echo one; exec cat"), failing, SCOPE);
            assertThat(failing.end().lost()).isEmpty();
            assertThat(failing.closings).hasValue(1);
            var failingErrors = new Recorded() {
                @Override
                public synchronized void errorData(byte[] bytes, int offset, int length) {
                    throw new IllegalStateException("broken");
                }
            };
            connection.open(exec("echo one >&2; exec cat"), failingErrors, SCOPE);
            assertThat(failingErrors.end().lost()).isEmpty();
            var told = new Recorded();
            connection.open(exec("echo two"), told, SCOPE);
            assertThat(told.end()).isEqualTo(IN_ORDER);
            assertThat(told.output()).isEqualTo("two\n");
        }
    }

    @Test
    void saysThatTheConnectionWasLost() throws Exception {
        try (var own = OpenSshServer.serving(folder).start();
                var connection = Client.of(own.access()).transport().connect(SCOPE)) {
            var told = new Recorded();
            var channel = connection.open(exec("echo up; exec cat"), told, SCOPE);
            Eventually.holds(() -> told.output().equals("up\n"), told::output);
            own.killSessions();
            assertThat(told.end().lost()).isPresent();
            assertThat(told.end().exitStatus()).isEmpty();
            assertThat(told.ends).hasValue(0);
            assertThat(told.closings).hasValue(1);
            assertThat(connection.isOpen()).isFalse();
            assertThat(connection.lost()).isEqualTo(told.end().lost());
            assertThatThrownBy(() -> {
                        channel.send(new byte[10], 0, 10);
                        channel.flush();
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(connection.lost().get());
            assertThatThrownBy(() -> connection.open(exec("true"), new Recorded(), SCOPE))
                    .isInstanceOf(StoreException.Unavailable.class);
        }
    }

    @Test
    void endsEverythingWhenItIsClosed() throws Exception {
        var connection = connect();
        var told = new Recorded();
        var channel = connection.open(exec("exec cat"), told, SCOPE);
        connection.close();
        assertThat(told.end().lost()).contains("closed by this side");
        assertThat(told.closings).hasValue(1);
        channel.close();
        connection.close();
        assertThat(told.closings).hasValue(1);
    }

    /** Whoever reads too slowly must not keep another from closing. */
    @Test
    void closesAChannelWhileItsListenerIsBusy() throws Exception {
        try (var connection = connect()) {
            var inside = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            var told = new Recorded() {
                @Override
                public void data(byte[] bytes, int offset, int length) throws IOException {
                    inside.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            };
            var channel = connection.open(exec("cat /dev/zero"), told, SCOPE);
            inside.await();
            channel.close();
            assertThat(told.closings).hasValue(0);
            go.countDown();
            told.end();
            assertThat(told.closings).hasValue(1);
        }
    }

    /** Both directions full at the same time: whoever stops reading while it sends would stand still for ever. */
    @Test
    void sendsAndReceivesAtTheSameTime() throws Exception {
        int size = 64 << 20;
        try (var connection = connect()) {
            var digest = MessageDigest.getInstance("SHA-256");
            var received = new AtomicLong();
            var told = new Recorded() {
                @Override
                public void data(byte[] bytes, int offset, int length) {
                    digest.update(bytes, offset, length);
                    received.addAndGet(length);
                }
            };
            var channel = connection.open(exec("cat"), told, SCOPE);
            var expected = MessageDigest.getInstance("SHA-256");
            var bytes = new byte[1 << 20];
            var random = new Random(7);
            for (int sent = 0; sent < size; sent += bytes.length) {
                random.nextBytes(bytes);
                expected.update(bytes);
                channel.send(bytes, 0, bytes.length);
            }
            channel.sendEof();
            assertThat(told.end()).isEqualTo(IN_ORDER);
            assertThat(received).hasValue(size);
            assertThat(digest.digest()).isEqualTo(expected.digest());
        }
    }

    /** Keys are exchanged anew by the server, while data goes both ways and while none does. */
    @Test
    void goesThroughTheServersRekeying() throws Exception {
        try (var own = OpenSshServer.serving(folder).with("RekeyLimit 1M 2").start();
                var connection = Client.of(own.access()).transport().connect(SCOPE)) {
            var told = new Recorded();
            var channel = connection.open(exec("cat"), told, SCOPE);
            var bytes = new byte[32 << 20];
            new Random(3).nextBytes(bytes);
            channel.send(bytes, 0, bytes.length);
            channel.sendEof();
            assertThat(told.end()).isEqualTo(IN_ORDER);
            assertThat(told.bytes()).isEqualTo(bytes);
            var later = new Recorded();
            // The server looks at its two seconds only when something is sent.
            connection.open(exec("sleep 3; echo awake; sleep 3; echo again"), later, SCOPE);
            assertThat(later.end()).isEqualTo(IN_ORDER);
            assertThat(later.output()).isEqualTo("awake\nagain\n");
        }
    }
}
