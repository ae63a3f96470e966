package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.ssh.Prompt;
import io.hawser.store.Scope;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.SshKey;
import io.hawser.testkit.StoppableScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that cannot be reached, or are something else than an SSH server. */
class FailureTest {
    @TempDir
    private Path folder;

    /** A server that says something to each who connects, and then waits for them to go. */
    private record Fake(ServerSocket socket) implements AutoCloseable {
        static Fake saying(byte[] text, boolean closing) throws IOException {
            var fake = new Fake(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try {
                        var client = fake.socket.accept();
                        Thread.ofVirtual().start(() -> serve(client, text, closing));
                    } catch (IOException _) {
                        return;
                    }
                }
            });
            return fake;
        }

        static Fake saying(String text) throws IOException {
            return saying(text.getBytes(StandardCharsets.ISO_8859_1), true);
        }

        private static void serve(Socket client, byte[] text, boolean closing) {
            try (client) {
                client.getOutputStream().write(text);
                client.getOutputStream().flush();
                if (closing) {
                    client.shutdownOutput();
                }
                client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException _) {
                // The client went away.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Passes one connection on, after words of its own. */
    private record Chatty(ServerSocket socket) implements AutoCloseable {
        static Chatty before(int port, String words) throws IOException {
            var chatty = new Chatty(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(() -> {
                try (var client = chatty.socket.accept();
                        var server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    client.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
                    var up = Thread.ofVirtual().start(() -> pass(client, server));
                    pass(server, client);
                    up.join();
                } catch (IOException | InterruptedException _) {
                    // The test is over.
                }
            });
            return chatty;
        }

        private static void pass(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException _) {
                // The other end is gone.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Client client(int port) {
        return Client.to("127.0.0.1", port, folder);
    }

    private static void fails(Client client, Class<? extends StoreException> kind, String... words) {
        assertThatThrownBy(() -> client.transport().connect(Scope.unlimited()).close())
                .isInstanceOf(kind)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("Exception")
                .hasMessageNotContaining("com.jcraft")
                .message()
                .matches("[\\x20-\\x7e…]*");
    }

    @Test
    void saysThatAHostIsNotKnownToTheResolver() {
        fails(
                Client.to("no-such-host.invalid", 22, folder),
                // Which one depends on whether there is a name server to ask.
                StoreException.class,
                "unknown host no-such-host.invalid");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        fails(client(port), StoreException.Unavailable.class, "cannot connect to 127.0.0.1 port " + port, "refused");
    }

    @Test
    void givesUpAServerThatSaysNothing() throws Exception {
        try (var fake = Fake.saying(new byte[0], false)) {
            fails(
                    client(fake.socket.getLocalPort()).timeout(Duration.ofMillis(700)),
                    StoreException.Unavailable.class,
                    "no connection within 700 ms: the server said nothing");
            fails(
                    client(fake.socket.getLocalPort()).option("ConnectTimeout=1"),
                    StoreException.Unavailable.class,
                    "no connection within 1 s");
        }
    }

    @Test
    void givesUpAServerThatStopsInTheMiddleOfTheLogin() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var proxy = FaultProxy.to(
                        server.port(), FaultScript.every(new Fault.StallAfter(1200, Fault.Direction.TO_CLIENT)))) {
            fails(
                    Client.of(server.access().at(proxy.port())).timeout(Duration.ofSeconds(2)),
                    StoreException.Unavailable.class,
                    "no connection within 2 s");
        }
    }

    @Test
    void recognizesAWebServer() throws Exception {
        try (var fake = Fake.saying("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n<html>")) {
            fails(
                    client(fake.socket.getLocalPort()),
                    StoreException.Rejected.class,
                    "no SSH server: it said \"HTTP/1.1 400 Bad Request\"");
        }
    }

    @Test
    void recognizesAServerThatGreetsAndWaits() throws Exception {
        try (var fake = Fake.saying("220 mail.example.com ESMTP\r\n".getBytes(StandardCharsets.US_ASCII), false)) {
            fails(
                    client(fake.socket.getLocalPort()).timeout(Duration.ofSeconds(1)),
                    StoreException.Rejected.class,
                    "no SSH server: it said \"220 mail.example.com ESMTP\"");
        }
    }

    @Test
    void showsGarbageSafely() throws Exception {
        try (var fake = Fake.saying("\u0015\u0003\u0001\u0000\u001b]0;evil\u0007\u009b31m")) {
            fails(
                    client(fake.socket.getLocalPort()),
                    StoreException.Rejected.class,
                    "no SSH server: it said \"?????]0;evil??31m\"");
        }
        try (var endless = Fake.saying("x".repeat(100_000))) {
            fails(client(endless.socket.getLocalPort()), StoreException.Rejected.class, "no SSH server: it said \"xxx");
        }
    }

    @Test
    void saysThatTheServerHungUp() throws Exception {
        try (var fake = Fake.saying("")) {
            fails(client(fake.socket.getLocalPort()), StoreException.Unavailable.class, "broke off while logging in");
        }
        try (var fake = Fake.saying("SSH-2.0-x\r\n")) {
            fails(client(fake.socket.getLocalPort()), StoreException.Unavailable.class, "broke off while logging in");
        }
        try (var old = Fake.saying("SSH-1.5-old\r\n")) {
            fails(client(old.socket.getLocalPort()), StoreException.Rejected.class, "version");
        }
    }

    /** RFC 4253 section 4.2 allows lines before the identification. */
    @Test
    void bearsAChattyServer() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var chatty = Chatty.before(server.port(), "Welcome\r\n\r\nto us, \u001b[31mfriend\n");
                var connection = Client.of(server.access().at(chatty.socket().getLocalPort()))
                        .transport()
                        .connect(Scope.unlimited())) {
            assertThat(connection.serverVersion()).startsWith("SSH-2.0-OpenSSH");
        }
    }

    @Test
    void tellsWhyTheServerEndedTheConnection() throws Exception {
        try (var server = OpenSshServer.serving(folder).with("MaxAuthTries 1").start()) {
            var key = io.hawser.testkit.SshKey.make(folder.resolve("wrong"));
            fails(
                    Client.of(server.access())
                            .set("identity", key.file() + "\n" + server.access().identity()),
                    StoreException.Denied.class,
                    "Too many authentication failures");
        }
    }

    /** Cuts the connection while somebody types. */
    private record Cutting(Client client, FaultProxy proxy) implements Prompt {
        Transport transport() {
            var settings = client.settings();
            return new Transport(
                    client.destination(),
                    new SshSettings(
                            settings.environment(),
                            settings.options(),
                            settings.connectTimeout(),
                            this,
                            settings.trace(),
                            settings.version()));
        }

        @Override
        public Optional<char[]> secret(String question) {
            proxy.resetAll();
            return client.secret(question);
        }

        @Override
        public Optional<String> line(String question) {
            return client.line(question);
        }
    }

    @Test
    void aConnectionThatIsCutIsNoRefusal() throws Exception {
        var key = SshKey.make(folder.resolve("key"), "ed25519", "open sesame");
        try (var server = OpenSshServer.serving(folder).start();
                var proxy = FaultProxy.to(server.port(), FaultScript.none())) {
            server.authorize(key);
            var client = Client.of(server.access().at(proxy.port()))
                    .set("identity", key.file().toString())
                    .answers("open sesame");
            try (var transport = new Cutting(client, proxy).transport()) {
                assertThatThrownBy(() -> transport.connect(Scope.unlimited()))
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("the connection broke off while logging in")
                        .hasMessageNotContaining("refused");
                transport.connect(Scope.unlimited()).close();
            }
        }
    }

    /** Some servers do no more than hang up. */
    @Test
    void aPasswordAfterWhichTheConnectionEndsIsNotTriedAgain() throws Exception {
        try (var server = PythonSshServer.serving(PythonSshServer.Kind.ASYNCSSH, folder)
                        .withoutKey()
                        .withPassword("right")
                        .start();
                var proxy = FaultProxy.to(server.port(), FaultScript.none())) {
            var client = Client.of(server.access().at(proxy.port()))
                    .without("identity")
                    .answers("wrong", "right");
            try (var transport = new Cutting(client, proxy).transport()) {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> transport.connect(Scope.unlimited()))
                            .isInstanceOf(StoreException.Denied.class)
                            .hasMessageContaining("a password was sent, which is not tried again");
                }
            }
            assertThat(client.questions).hasSize(1);
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void namesTheAlgorithmsWhenNoneIsCommon() throws Exception {
        try (var server =
                OpenSshServer.serving(folder).with("Ciphers aes256-cbc").start()) {
            fails(
                    Client.of(server.access()),
                    StoreException.Rejected.class,
                    "no common algorithm for Ciphers: the server offers aes256-cbc, Hawser aes128-gcm@openssh.com",
                    "-o Ciphers=+aes256-cbc allows that");
            Client.of(server.access())
                    .option("Ciphers=+aes256-cbc")
                    .transport()
                    .connect(Scope.unlimited())
                    .close();
        }
        try (var server = OpenSshServer.serving(folder)
                .with("KexAlgorithms diffie-hellman-group14-sha1")
                .start()) {
            fails(
                    Client.of(server.access()),
                    StoreException.Rejected.class,
                    "no common algorithm for KexAlgorithms",
                    "-o KexAlgorithms=+diffie-hellman-group14-sha1 allows that");
        }
    }

    @Test
    void rejectsSettingsThatCannotBeUsed() {
        fails(client(1).option("Nonsense=1"), StoreException.Rejected.class, "-o Nonsense: ssh has no such option");
        fails(client(1).option("Port"), StoreException.Rejected.class, "Key=Value is needed");
        fails(
                client(1).option("Ciphers=twofish-cbc").environment("PATH", ""),
                StoreException.Rejected.class,
                "Ciphers=twofish-cbc leaves nothing that Hawser knows");
        fails(client(1).set("ssh_config", folder + "/gone"), StoreException.Rejected.class, "gone");
    }

    @Test
    void canBeBrokenOffAtAnyTime() throws Exception {
        try (var fake = Fake.saying(new byte[0], false);
                var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int port : new int[] {fake.socket.getLocalPort(), silent.getLocalPort()}) {
                var scope = new StoppableScope();
                var ended = CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                client(port)
                                        .timeout(Duration.ofHours(1))
                                        .transport()
                                        .connect(scope)
                                        .close();
                                return "connected";
                            } catch (StoreException e) {
                                return e.getMessage();
                            }
                        },
                        Thread::startVirtualThread);
                Eventually.holds(scope::held, () -> "not connecting");
                scope.stop();
                assertThat(ended.get(60, TimeUnit.SECONDS)).contains("broken off");
            }
        }
    }

    @Test
    void canBeBrokenOffWhileItOpensAChannel() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var proxy = FaultProxy.to(server.port(), FaultScript.none());
                var connection =
                        Client.of(server.access().at(proxy.port())).transport().connect(Scope.unlimited())) {
            var busy = new Recorded();
            var first = connection.open(ConnectionTest.exec("exec cat"), busy, Scope.unlimited());
            server.sessions().forEach(process -> signal(process, "STOP"));
            try {
                var scope = new StoppableScope();
                var ended = CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return connection
                                        .open(ConnectionTest.exec("true"), new Recorded(), scope)
                                        .toString();
                            } catch (StoreException e) {
                                return e.getMessage();
                            }
                        },
                        Thread::startVirtualThread);
                Eventually.holds(scope::held, () -> "not opening");
                scope.stop();
                assertThat(ended.get(60, TimeUnit.SECONDS)).contains("broken off");
                assertThat(connection.isOpen()).isTrue();
            } finally {
                server.sessions().forEach(process -> signal(process, "CONT"));
            }
            first.sendEof();
            assertThat(busy.end().lost()).isEmpty();
        }
    }

    static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .onExit()
                    .get();
        } catch (IOException | InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
