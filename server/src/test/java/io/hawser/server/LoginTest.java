package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.server.jail.Jail;
import io.hawser.testkit.Command;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Python;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what everybody else can do. */
class LoginTest {
    @TempDir
    private Path root;

    @TempDir
    private Path keys;

    private TestServer serving(UnaryOperator<User> who) throws IOException {
        return TestServer.serving(root, config -> config, who);
    }

    /** Logs in by a password and asks for a channel. */
    private static void login(TestServer server, String user, String password) throws IOException {
        try (SshClient client = RawSftp.client()) {
            client.start();
            try (ClientSession session = client.connect(user, SshAccess.HOST, server.port())
                    .verify(RawSftp.GUARD)
                    .getSession()) {
                session.addPasswordIdentity(password);
                session.auth().verify(RawSftp.GUARD);
                session.createSubsystemChannel("sftp").open().verify(RawSftp.GUARD);
            }
        }
    }

    @Test
    void byPasswordOfAnyBcryptLetters() throws IOException {
        String hash = PasswordHash.of("corréct horse");
        assertThat(hash).startsWith("$2b$12$").hasSize(60);
        for (String letters : List.of("$2a", "$2b", "$2y")) {
            try (TestServer server = serving(user -> user.withPassword(letters + hash.substring(3)))) {
                login(server, TestServer.USER, "corréct horse");
                assertThatThrownBy(() -> login(server, TestServer.USER, "wrong"))
                        .isInstanceOf(SshException.class);
                assertThatThrownBy(() -> login(server, "nobody", "corréct horse"))
                        .isInstanceOf(SshException.class);
                assertThat(server.events(ServerEvent.LoggedIn.class))
                        .singleElement()
                        .satisfies(event -> assertThat(event.method()).isEqualTo("password"));
                assertThat(server.events(ServerEvent.LoginFailed.class))
                        .extracting(ServerEvent.LoginFailed::user)
                        .containsExactly(TestServer.USER, "nobody");
            }
        }
    }

    @Test
    void hashesOfOtherProgramsAreTaken() throws IOException {
        Command.Finished made = Command.of(
                        Python.with("crypt").toString(),
                        "-W",
                        "ignore",
                        "-c",
                        "import crypt; print(crypt.crypt('pass word', '$2b$04$abcdefghijklmnopqrstuu'))")
                .run();
        String hash = made.outText().strip();
        assertThat(hash).startsWith("$2b$04$");
        try (TestServer server = serving(user -> user.withPassword(hash))) {
            login(server, TestServer.USER, "pass word");
        }
    }

    @Test
    void badHashesAndPasswordsAreRefused() {
        assertThat(PasswordHash.isWellFormed("secret")).isFalse();
        assertThat(PasswordHash.isWellFormed("$2b$31$" + "a".repeat(53))).isFalse();
        assertThat(PasswordHash.isWellFormed("$1$abc$" + "a".repeat(53))).isFalse();
        assertThatThrownBy(() -> PasswordHash.of("")).hasMessage("an empty password");
        assertThatThrownBy(() -> PasswordHash.of("é".repeat(37))).hasMessageContaining("72 bytes");
        assertThatThrownBy(() -> User.of("a", root).withPassword("plain"))
                .hasMessageContaining("bcrypt")
                .hasMessageNotContaining("plain ");
    }

    @Test
    void withoutPasswordAndKeyNobodyLogsIn() throws IOException {
        try (TestServer server = serving(user -> user.withKeys(List.of()))) {
            assertThatThrownBy(() -> login(server, TestServer.USER, " ")).isInstanceOf(SshException.class);
            assertThat(server.access().sftp("ls").run().status()).isNotZero();
        }
    }

    @Test
    void keysOfEveryTypeAndOfFilesThatChange() throws IOException {
        Path file = keys.resolve("authorized_keys");
        try (TestServer server = serving(user -> user.withKeys(List.of()).withKeyFiles(List.of(file)))) {
            for (String type : List.of("ed25519", "ecdsa", "rsa")) {
                SshKey key = SshKey.make(keys.resolve(type), type, "");
                SshAccess access = server.access().with(key.file());
                Files.deleteIfExists(file);
                assertThat(access.sftp("ls").run().status())
                        .as(type + " before")
                        .isNotZero();
                Files.writeString(file, "# a comment\n\n" + key.publicLine() + " me@here\n");
                assertThat(access.sftp("ls").run().status()).as(type).isZero();
                Files.writeString(file, "restrict " + key.publicLine() + "\n");
                assertThat(access.sftp("ls").run().status())
                        .as(type + " restricted")
                        .isZero();
                Files.writeString(file, "from=\"10.0.0.1\" " + key.publicLine() + "\n");
                assertThat(access.sftp("ls").run().status())
                        .as(type + " from elsewhere")
                        .isNotZero();
            }
        }
    }

    @Test
    void aLineThatIsNoKeyIsRefusedAtTheStart() {
        assertThatThrownBy(() -> serving(user -> user.withKeys(List.of("ssh-ed25519 nonsense"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tester")
                .hasMessageNotContaining("nonsense");
    }

    @Test
    void oneConnectionTooManyIsTold() throws IOException {
        try (TestServer server = serving(user -> user.withConnections(1));
                RawSftp _ = RawSftp.begun(server.access())) {
            Command.Finished second = server.access().ssh().and("-s", "sftp").run();
            assertThat(second.status()).isEqualTo(255);
            assertThat(second.errText()).contains("too many connections of this user, at most 1");
        }
    }

    @Test
    void connectionsBeyondTheLimitsAreClosedAtOnce() throws IOException {
        try (TestServer server = TestServer.serving(
                        root, config -> config.withLimits(Limits.defaults().withConnections(10, 2)));
                Socket first = new Socket(SshAccess.HOST, server.port());
                Socket second = new Socket(SshAccess.HOST, server.port())) {
            assertThat(greeting(first)).isEqualTo("SSH-2.0-Hawser\r\n");
            assertThat(greeting(second)).isEqualTo("SSH-2.0-Hawser\r\n");
            try (Socket third = new Socket(SshAccess.HOST, server.port())) {
                assertThat(third.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(server.events(ServerEvent.Refused.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.reason())
                            .isEqualTo("too many connections that have not logged in, at most 2"));
        }
    }

    private static String greeting(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(16), StandardCharsets.US_ASCII);
    }

    @Test
    void whoDoesNotLogInInTimeIsDisconnected() throws IOException {
        try (TestServer server = TestServer.serving(
                        root, config -> config.withLimits(Limits.defaults().withLoginTime(Duration.ofMillis(200))));
                Socket silent = new Socket(SshAccess.HOST, server.port())) {
            InputStream in = silent.getInputStream();
            in.readAllBytes();
            Eventually.holds(() -> server.server().connections() == 0, () -> "a connection is left");
        }
    }

    @Test
    void garbageEndsItsConnectionAlone() throws IOException {
        try (TestServer server = TestServer.serving(root);
                RawSftp other = RawSftp.begun(server.access());
                Socket socket = new Socket(SshAccess.HOST, server.port())) {
            socket.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] garbage = new byte[100_000];
            java.util.Arrays.fill(garbage, (byte) -1);
            try {
                socket.getOutputStream().write(garbage);
                socket.getInputStream().readAllBytes();
            } catch (IOException _) {
                // It is closed while we still send.
                assertThat(socket.isConnected()).isTrue();
            }
            assertThat(other.ask(RawSftp.request(17, 1).text("/")).type()).isEqualTo(105);
            Eventually.holds(() -> server.server().connections() == 1, () -> "a connection is left");
        }
    }

    @Test
    void noChannelWithoutALogin() throws IOException {
        try (TestServer server = TestServer.serving(root)) {
            Command.Finished done = Command.of(
                            Python.with("paramiko").toString(), "-c", """
                            import paramiko, sys
                            t = paramiko.Transport(('127.0.0.1', int(sys.argv[1])))
                            t.start_client(timeout=60)
                            try:
                                t.open_session(timeout=60)
                                print('opened')
                            except Exception as e:
                                t.join(60)
                                print('refused', t.is_active())
                            """, Integer.toString(server.port()))
                    .run();
            assertThat(done.outText()).isEqualTo("refused False\n");
            assertThat(server.events(ServerEvent.ChannelOpened.class)).isEmpty();
            Eventually.holds(
                    () -> server.events(ServerEvent.Disconnected.class).size() == 1, () -> "it is still connected");
            assertThat(server.events(ServerEvent.Disconnected.class).getFirst().reason())
                    .isEqualTo("not logged in");
        }
    }

    @Test
    void neitherCommandsNorForwarding() throws IOException {
        try (TestServer server = TestServer.serving(root)) {
            Command.Finished command = server.access().ssh().and("id").run();
            assertThat(command.status()).isEqualTo(1);
            assertThat(command.errText()).contains("SFTP only");
            assertThat(command.outText()).isEmpty();
            Command.Finished forward = server.access()
                    .ssh()
                    .and("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1", "-N")
                    .run();
            assertThat(forward.status()).isEqualTo(255);
            try (RawSftp raw = RawSftp.begun(server.access())) {
                assertThatThrownBy(() -> raw.session()
                                .createDirectTcpipChannel(
                                        org.apache.sshd.common.util.net.SshdSocketAddress.LOCALHOST_ADDRESS,
                                        new org.apache.sshd.common.util.net.SshdSocketAddress("127.0.0.1", 22))
                                .open()
                                .verify(RawSftp.GUARD))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aMissingHostKeyIsMadeForItsOwnerAlone() throws IOException {
        Path file = keys.resolve("host");
        for (int i = 0; i < 2; i++) {
            try (SftpServer _ = SftpServer.start(ServerConfig.with(file))) {
                assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
        }
        Command.Finished read =
                Command.of("ssh-keygen", "-y", "-f", file.toString()).run();
        assertThat(read.outText()).startsWith("ssh-ed25519 ");
    }

    @Test
    void hostKeysOfOtherTypes() throws IOException {
        for (String type : List.of("rsa", "ecdsa")) {
            SshKey key = SshKey.make(keys.resolve("host-" + type), type, "");
            try (SftpServer server = SftpServer.start(ServerConfig.with(key.file()))) {
                assertThat(server.address().getPort()).isPositive();
            }
        }
    }

    @Test
    void attemptsAreCountedWhateverIsAskedForInBetween() throws IOException {
        SshKey stranger = SshKey.make(keys.resolve("stranger"));
        try (TestServer server = TestServer.serving(root)) {
            // For each attempt this client asks for the service anew.
            Command.Finished done = Command.of(
                            Python.with("paramiko").toString(),
                            "-c",
                            """
                            import paramiko, sys
                            t = paramiko.Transport(('127.0.0.1', int(sys.argv[1])))
                            t.start_client(timeout=60)
                            key = paramiko.Ed25519Key.from_private_key_file(sys.argv[2])
                            refused = 0
                            while refused < 20:
                                try:
                                    t.auth_publickey('tester', key)
                                except paramiko.AuthenticationException:
                                    refused += 1
                                    if not t.is_active():
                                        break
                                except paramiko.SSHException:
                                    break
                            print(refused)
                            t.close()
                            """,
                            Integer.toString(server.port()),
                            stranger.file().toString())
                    .run();
            assertThat(done.errText()).isEmpty();
            assertThat(Integer.parseInt(done.outText().strip())).isBetween(9, 11);
        }
    }

    @Test
    void noServiceIsBegunAnewOnceOneIsUsed() throws IOException {
        try (TestServer server = TestServer.serving(root);
                RawSftp raw = RawSftp.begun(server.access())) {
            Buffer request = raw.session().createBuffer(SshConstants.SSH_MSG_SERVICE_REQUEST, 64);
            request.putString("ssh-connection");
            raw.session().writePacket(request);
            Eventually.holds(() -> server.server().connections() == 0, () -> "still connected");
            Eventually.holds(() -> server.server().channels().isEmpty(), () -> "a channel is left");
        }
    }

    @Test
    void aCommentOfAnotherEncodingLocksNobodyOut() throws IOException {
        SshKey key = SshKey.make(keys.resolve("key"));
        Path file = keys.resolve("authorized_keys");
        Files.writeString(file, key.publicLine() + " J\u00fcrgen\n", StandardCharsets.ISO_8859_1);
        try (TestServer server = serving(user -> user.withKeys(List.of()).withKeyFiles(List.of(file)))) {
            assertThat(server.access().with(key.file()).sftp("ls").run().status())
                    .isZero();
        }
    }

    @Test
    void oneConnectionTooManyIsToldAlsoWhenFilesAreSlow() throws Exception {
        var slow = new CountDownLatch(1);
        SshKey key = SshKey.make(keys.resolve("key"));
        SshKey host = SshKey.make(keys.resolve("host"));
        SftpServer server = SftpServer.start(
                ServerConfig.with(host.file())
                        .withGrace(Duration.ZERO)
                        .withUser(User.of(TestServer.USER, root)
                                .withConnections(1)
                                .withKeys(List.of(key.publicLine()))),
                home -> slow(Jail.open(home), slow));
        SshAccess access = SshAccess.create(
                server.address().getPort(),
                TestServer.USER,
                key.file(),
                keys.resolve("known_hosts"),
                List.of(host.publicLine()),
                "");
        try (RawSftp raw = new RawSftp(access)) {
            byte[] both = RawSftp.packet(1).u32(3).framed();
            byte[] asked = RawSftp.request(17, 1).text("/").framed();
            raw.raw(both);
            raw.raw(asked);
            for (int i = 0; i < 100; i++) {
                var channel = raw.open();
                channel.getInvertedIn().write(both);
                channel.getInvertedIn().write(asked);
                channel.getInvertedIn().flush();
            }
            Command.Finished second = access.ssh().and("-s", "sftp").run();
            assertThat(second.errText()).contains("too many connections of this user, at most 1");
        } finally {
            slow.countDown();
            server.close();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** A jail whose files' attributes come late. */
    private static Jail slow(Jail jail, CountDownLatch until) {
        return (Jail) Proxy.newProxyInstance(
                LoginTest.class.getClassLoader(), new Class<?>[] {Jail.class}, (_, method, given) -> {
                    if (method.getName().equals("status")) {
                        await(until);
                    }
                    return method.invoke(jail, given);
                });
    }

    @Test
    void whatAClientSaysWhenItLeavesIsCutShort() throws IOException {
        try (TestServer server = TestServer.serving(root);
                RawSftp raw = RawSftp.begun(server.access())) {
            raw.session().disconnect(SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, "x".repeat(100_000));
            Eventually.holds(() -> server.events(ServerEvent.Disconnected.class).size() == 1, () -> "not disconnected");
            String reason =
                    server.events(ServerEvent.Disconnected.class).getFirst().reason();
            assertThat(reason.length()).isBetween(100, 300);
        }
    }

    @Test
    void aHomeThatCannotBeReachedHoldsUpNobodyElse() throws Exception {
        var slow = new CountDownLatch(1);
        var waiting = new AtomicInteger();
        SshKey key = SshKey.make(keys.resolve("key"));
        SshKey host = SshKey.make(keys.resolve("host"));
        Path there = Files.createDirectory(root.resolve("there"));
        User user = User.of(TestServer.USER, there).withKeys(List.of(key.publicLine()));
        SftpServer server = SftpServer.start(
                ServerConfig.with(host.file())
                        .withGrace(Duration.ZERO)
                        .withUser(user)
                        .withUser(User.of("remote", root.resolve("away")).withKeys(List.of(key.publicLine()))),
                home -> {
                    if (home.endsWith("away")) {
                        waiting.incrementAndGet();
                        await(slow);
                    }
                    return Jail.open(there);
                });
        SshAccess access = SshAccess.create(
                server.address().getPort(),
                TestServer.USER,
                key.file(),
                keys.resolve("known_hosts"),
                List.of(host.publicLine()),
                "");
        var remote = new SshAccess(
                access.port(), "remote", access.identity(), access.knownHosts(), access.hostKey(), access.folder());
        var waiters = new ArrayList<RawSftp>();
        int many = 2 * (Runtime.getRuntime().availableProcessors() + 1);
        try {
            for (int i = 0; i < many; i++) {
                waiters.add(new RawSftp(remote));
            }
            Eventually.holds(() -> waiting.get() == many, () -> waiting + " homes are waited for");
            try (RawSftp raw = RawSftp.begun(access)) {
                assertThat(raw.ask(RawSftp.request(17, 1).text("/")).type()).isEqualTo(105);
            }
            // What they have asked for meanwhile is answered then.
            for (RawSftp waiter : waiters) {
                waiter.send(RawSftp.packet(1).u32(3));
            }
            slow.countDown();
            for (RawSftp waiter : waiters) {
                waiter.reply().expect(2);
            }
        } finally {
            slow.countDown();
            waiters.forEach(RawSftp::close);
            server.close();
        }
    }
}
