package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.store.Scope;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepaliveTest {
    @TempDir
    private Path folder;

    private static Client client(OpenSshServer server, int port) throws IOException {
        return Client.of(server.access().at(port))
                .option("ServerAliveInterval=1")
                .option("ServerAliveCountMax=2");
    }

    private static void stop(OpenSshServer server) {
        server.sessions().forEach(process -> FailureTest.signal(process, "STOP"));
    }

    /** Wakes them again, so that they can be ended. */
    private static void wake(OpenSshServer server) {
        server.sessions().forEach(process -> FailureTest.signal(process, "CONT"));
    }

    @Test
    void findsADeadPeer() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var connection = client(server, server.port()).transport().connect(Scope.unlimited())) {
            var told = new Recorded();
            connection.open(ConnectionTest.exec("echo up; exec cat"), told, Scope.unlimited());
            Eventually.holds(() -> told.output().equals("up\n"), told::output);
            stop(server);
            assertThat(told.end().lost()).contains("no answer to keep-alives for 2 s");
            assertThat(connection.lost()).contains("no answer to keep-alives for 2 s");
            wake(server);
        }
    }

    /** The library could not even ask then: its sender holds the lock. */
    @Test
    void findsADeadPeerWhileSendingIsBlocked() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var connection = client(server, server.port()).transport().connect(Scope.unlimited())) {
            var told = new Recorded();
            var channel = connection.open(ConnectionTest.exec("cat > /dev/null"), told, Scope.unlimited());
            var failure = new AtomicReference<IOException>();
            var sender = Thread.ofPlatform().start(() -> {
                try {
                    for (var bytes = new byte[1 << 20]; ; ) {
                        channel.send(bytes, 0, bytes.length);
                    }
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            stop(server);
            assertThat(told.end().lost()).contains("no answer to keep-alives for 2 s");
            sender.join();
            assertThat(failure.get()).hasMessageContaining("no answer to keep-alives");
            wake(server);
        }
    }

    @Test
    void keepsAQuietConnection() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var connection = client(server, server.port())
                        // So many that only a server that answers none of them would be given up, however busy the
                        // machine is.
                        .option("ServerAliveCountMax=30")
                        .transport()
                        .connect(Scope.unlimited())) {
            var told = new Recorded();
            connection.open(ConnectionTest.exec("sleep 4; echo done"), told, Scope.unlimited());
            assertThat(told.end().lost()).isEmpty();
            assertThat(told.output()).isEqualTo("done\n");
        }
    }

    /** What a busy listener leaves unread is not the server's silence. */
    @Test
    void doesNotTakeABusyListenerForADeadPeer() {
        var wire = new QuietWire();
        var asked = new AtomicInteger();
        var keepalive = new Keepalive(wire, Duration.ofMillis(1), 2, asked::incrementAndGet);
        keepalive.start();
        wire.looks(100);
        assertThat(wire.reason()).isEmpty();
        assertThat(asked).hasValue(0);
        wire.silent(true);
        wire.closed();
        assertThat(wire.reason()).hasValueSatisfying(why -> assertThat(why).startsWith("no answer"));
    }

    /** A process that was stopped, or on a machine that was, has heard nothing for long, and asked nothing. */
    @Test
    void asksBeforeItJudgesASilenceThatItSleptThrough() throws Exception {
        var wire = new QuietWire();
        wire.silentFor(Duration.ofHours(1));
        var asked = new CountDownLatch(1);
        new Keepalive(wire, Duration.ofMinutes(1), 3, asked::countDown).start();
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        wire.looks(1);
        assertThat(wire.reason()).isEmpty();
        wire.close("the test is over");
    }

    @Test
    void canBeTurnedOff() {
        var wire = new QuietWire();
        wire.silent(true);
        new Keepalive(wire, Duration.ZERO, 3, () -> {}).start();
        assertThat(wire.reason()).isEqualTo(Optional.empty());
    }

    /** A proxy swallows everything from some point on, with both sockets open. */
    @Test
    void findsABlackHole() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var proxy = FaultProxy.to(
                        server.port(), FaultScript.every(new Fault.StallAfter(1 << 20, Fault.Direction.TO_CLIENT)));
                var connection = client(server, proxy.port()).transport().connect(Scope.unlimited())) {
            var told = new Recorded() {
                final CountDownLatch some = new CountDownLatch(1);

                @Override
                public synchronized void data(byte[] bytes, int offset, int length) throws IOException {
                    some.countDown();
                }
            };
            connection.open(ConnectionTest.exec("cat /dev/zero"), told, Scope.unlimited());
            told.some.await();
            assertThat(told.end().lost()).contains("no answer to keep-alives for 2 s");
        }
    }
}
