package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one connection learned, the next ones know. */
class SecondConnectionTest {
    @TempDir
    private static Path served;

    private static OpenSshServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = OpenSshServer.serving(served).start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** Counts how often the client speaks after the server did: a wait for the line's length each. */
    private static final class Turns implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final ArrayList<Integer> counts = new ArrayList<>();
        private boolean serverSpoke;

        Turns(int port) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try (var client = socket.accept();
                            var to = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        client.setTcpNoDelay(true);
                        to.setTcpNoDelay(true);
                        begin();
                        var up = Thread.ofVirtual().start(() -> pass(client, to, false));
                        pass(to, client, true);
                        up.join();
                    } catch (IOException | InterruptedException _) {
                        return;
                    }
                }
            });
        }

        private synchronized void begin() {
            counts.add(0);
            serverSpoke = false;
        }

        private synchronized void count(boolean byServer) {
            if (!byServer && serverSpoke) {
                counts.set(counts.size() - 1, counts.getLast() + 1);
            }
            serverSpoke = byServer;
        }

        private void pass(Socket from, Socket to, boolean byServer) {
            try {
                InputStream input = from.getInputStream();
                OutputStream output = to.getOutputStream();
                var buffer = new byte[65536];
                for (int count = input.read(buffer); count > 0; count = input.read(buffer)) {
                    count(byServer);
                    output.write(buffer, 0, count);
                }
                to.shutdownOutput();
            } catch (IOException _) {
                // The other end is gone.
            }
        }

        synchronized int of(int connection) {
            return counts.get(connection);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void takesFewerRoundTrips() throws Exception {
        var wrong = SshKey.make(folder.resolve("wrong"));
        try (var turns = new Turns(server.port());
                var transport = Client.of(server.access().at(turns.socket.getLocalPort()))
                        .set("identity", wrong.file() + "\n" + server.access().identity())
                        .transport()) {
            transport.connect(Scope.unlimited()).close();
            transport.connect(Scope.unlimited()).close();
            transport.connect(Scope.unlimited()).close();
            // No asking which ways there are, no wrong key, no asking whether the right one would be taken: three, and
            // who greets first is open.
            assertThat(turns.of(1)).isLessThanOrEqualTo(turns.of(0) - 2);
        }
    }

    @Test
    void asksNobodyTwiceThoughManyConnectAtOnce() throws Exception {
        var key = SshKey.make(folder.resolve("key"), "ed25519", "secret");
        server.authorize(key);
        var client = Client.of(server.access())
                .set("identity", key.file().toString())
                .answers("secret");
        try (var transport = client.transport()) {
            var all = new ArrayList<CompletableFuture<String>>();
            for (int i = 0; i < 4; i++) {
                all.add(CompletableFuture.supplyAsync(
                        () -> {
                            try (var connection = transport.connect(Scope.unlimited())) {
                                return connection.serverVersion();
                            } catch (StoreException e) {
                                return e.getMessage();
                            }
                        },
                        Thread::startVirtualThread));
            }
            for (var one : all) {
                assertThat(one.get(60, TimeUnit.SECONDS)).startsWith("SSH-2.0");
            }
        }
        assertThat(client.questions).hasSize(1);
    }

    @Test
    void findsAnotherWayWhenTheOldOneIsClosed() throws Exception {
        var key = SshKey.make(folder.resolve("key"));
        try (var own = OpenSshServer.serving(served).start()) {
            own.authorize(key);
            try (var transport = Client.of(own.access())
                    .set("identity", key.file() + "\n" + own.access().identity())
                    .transport()) {
                transport.connect(Scope.unlimited()).close();
                var authorized = own.access().identity().resolveSibling("authorized_keys");
                java.nio.file.Files.writeString(
                        authorized, new SshKey(own.access().identity()).publicLine() + "\n");
                transport.connect(Scope.unlimited()).close();
            }
        }
    }
}
