package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Python;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.loader.openssh.kdf.BCrypt;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guessing, and holding up the login of others. */
class GuessingTest {
    private static final String PASSWORD = "right";
    /** Cheap, so that the test is quick. */
    private static final String HASH = BCrypt.hashpw(PASSWORD, BCrypt.gensalt(4));

    private static final String ELSEWHERE = "127.0.0.2";

    @TempDir
    private Path root;

    @TempDir
    private Path keys;

    private TestServer serving() throws IOException {
        return TestServer.serving(root, config -> config, user -> user.withPassword(HASH));
    }

    private static SshClient client() {
        SshClient client = RawSftp.client();
        client.start();
        return client;
    }

    private static ClientSession connect(SshClient client, TestServer server, String from) throws IOException {
        return client.connect(
                        TestServer.USER,
                        new InetSocketAddress(SshAccess.HOST, server.port()),
                        new InetSocketAddress(from, 0))
                .verify(RawSftp.GUARD)
                .getClientSession();
    }

    private static void login(SshClient client, TestServer server, String from) throws IOException {
        try (ClientSession session = connect(client, server, from)) {
            session.addPasswordIdentity(PASSWORD);
            session.auth().verify(RawSftp.GUARD);
        }
    }

    private static Socket socket(TestServer server, String from) throws IOException {
        return new Socket(InetAddress.getByName(SshAccess.HOST), server.port(), InetAddress.getByName(from), 0);
    }

    private static String greeting(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(16), StandardCharsets.US_ASCII);
    }

    @Test
    void manyWrongPasswordsAtOnceBanTheirAddressAloneAndCostLittle() throws IOException {
        try (TestServer server = serving();
                SshClient client = client()) {
            var sessions = new ArrayList<ClientSession>();
            for (int i = 0; i < 80; i++) {
                ClientSession session = connect(client, server, SshAccess.HOST);
                session.addPasswordIdentity("wrong " + i);
                sessions.add(session);
            }
            List<AuthFuture> futures = new ArrayList<>();
            for (ClientSession session : sessions) {
                futures.add(session.auth());
            }
            // Somebody else's turn comes while they wait.
            login(client, server, ELSEWHERE);
            for (AuthFuture future : futures) {
                future.await(RawSftp.GUARD);
                assertThat(future.isSuccess()).isFalse();
            }
            // Those that were being computed when the twentieth failed are the only ones more.
            assertThat(server.events(ServerEvent.LoginFailed.class)).hasSizeBetween(20, 22);
            try (Socket refused = socket(server, SshAccess.HOST)) {
                assertThat(refused.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(server.events(ServerEvent.Refused.class))
                    .isNotEmpty()
                    .allSatisfy(
                            event -> assertThat(event.reason()).isEqualTo("too many failed logins from this address"));
            login(client, server, ELSEWHERE);
        }
    }

    @Test
    void aWrongKeyIsAFailureOfItsConnection() throws IOException {
        SshKey wrong = SshKey.make(keys.resolve("wrong"));
        try (TestServer server = serving()) {
            assertThat(server.access().with(wrong.file()).sftp("ls").run().status())
                    .isNotZero();
            Eventually.holds(
                    () -> !server.events(ServerEvent.LoginFailed.class).isEmpty(), () -> "no failure is told of");
            // One of several keys is the right one.
            Command.Finished second =
                    server.access().with(wrong.file()).sftp("ls").run();
            assertThat(second.status()).isNotZero();
            Command.Finished both = Command.of("sftp", "-i", wrong.file().toString())
                    .and(server.access().arguments().toArray(String[]::new))
                    .and("-q", "-b", "/dev/null", "-P", Integer.toString(server.port()), "tester@127.0.0.1")
                    .run();
            assertThat(both.status()).as(both.toString()).isZero();
            Eventually.holds(
                    () -> server.events(ServerEvent.Disconnected.class).size() == 3, () -> "a connection is left");
            assertThat(server.events(ServerEvent.LoginFailed.class)).hasSize(2).allSatisfy(failed -> {
                assertThat(failed.user()).isEqualTo(TestServer.USER);
                assertThat(failed.method()).isEqualTo("publickey");
            });
        }
    }

    @Test
    void aSignatureByAnotherKeyIsRefused() throws Exception {
        SshKey other = SshKey.make(keys.resolve("other"));
        try (TestServer server = serving();
                SshClient client = client();
                ClientSession session = connect(client, server, SshAccess.HOST)) {
            KeyPair right = pair(server.access().identity());
            session.addPublicKeyIdentity(
                    new KeyPair(right.getPublic(), pair(other.file()).getPrivate()));
            AuthFuture auth = session.auth();
            auth.await(RawSftp.GUARD);
            assertThat(auth.isSuccess()).isFalse();
            assertThat(auth.getException()).isInstanceOf(SshException.class);
            session.close(true);
            Eventually.holds(
                    () -> server.events(ServerEvent.LoginFailed.class).size() == 1, () -> "no failure is told of");
        }
    }

    private static KeyPair pair(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), in, null)
                    .iterator()
                    .next();
        }
    }

    @Test
    void whoIsUnknownIsToldNothingElse() throws IOException {
        try (TestServer server = serving()) {
            Command.Finished done = Command.of(
                            Python.with("paramiko").toString(), "-c", """
                            import paramiko, sys
                            def attempt(user, how):
                                t = paramiko.Transport(('127.0.0.1', int(sys.argv[1])))
                                t.start_client(timeout=60)
                                try:
                                    how(t, user)
                                    return 'logged in'
                                except paramiko.BadAuthenticationType as e:
                                    return sorted(e.allowed_types)
                                except Exception as e:
                                    return repr(e)
                                finally:
                                    t.close()
                            ways = {
                                'none': lambda t, u: t.auth_none(u),
                                'password': lambda t, u: t.auth_password(u, 'wrong'),
                                'empty password': lambda t, u: t.auth_password(u, ''),
                                'long password': lambda t, u: t.auth_password(u, 'x' * 30000),
                                'interactive': lambda t, u: t.auth_interactive(u, lambda *a: []),
                                'key': lambda t, u: t.auth_publickey(u, paramiko.ECDSAKey.generate()),
                            }
                            for name, how in ways.items():
                                known, unknown = attempt('tester', how), attempt('nobody', how)
                                assert known == unknown != 'logged in', (name, known, unknown)
                                print(name, known)
                            """, Integer.toString(server.port()))
                    .run();
            assertThat(done.status()).as(done.toString()).isZero();
            assertThat(done.outText())
                    .contains("none ['password', 'publickey']")
                    .contains("interactive ['password', 'publickey']");
            assertThat(server.events(ServerEvent.LoggedIn.class)).isEmpty();
        }
    }

    @Test
    void aNameOfAnyLengthIsRefusedAndToldShortened() throws IOException {
        try (TestServer server = serving()) {
            Command.Finished done = Command.of(
                            Python.with("paramiko").toString(), "-c", """
                            import paramiko, sys
                            t = paramiko.Transport(('127.0.0.1', int(sys.argv[1])))
                            t.start_client(timeout=60)
                            try:
                                t.auth_password('n' * 30000, 'wrong')
                            except paramiko.SSHException as e:
                                print('refused')
                            t.close()
                            """, Integer.toString(server.port()))
                    .run();
            assertThat(done.outText()).isEqualTo("refused\n");
            assertThat(server.events(ServerEvent.LoginFailed.class))
                    .singleElement()
                    .satisfies(failed ->
                            assertThat(failed.user()).startsWith("nnn").hasSizeLessThan(200));
        }
    }

    @Test
    void attemptsOfOneConnectionAreCounted() throws IOException {
        try (TestServer server = serving()) {
            Command.Finished done = Command.of(
                            Python.with("paramiko").toString(), "-c", """
                            import paramiko, sys
                            t = paramiko.Transport(('127.0.0.1', int(sys.argv[1])))
                            t.start_client(timeout=60)
                            tries = 0
                            while t.is_active() and tries < 50:
                                try:
                                    t.auth_none('tester')
                                except paramiko.BadAuthenticationType:
                                    tries += 1
                                except (paramiko.SSHException, EOFError):
                                    break
                            t.join(60)
                            print(tries, t.is_active())
                            """, Integer.toString(server.port()))
                    .run();
            assertThat(done.outText()).isEqualTo("10 False\n");
        }
    }

    @Test
    void oneAddressDoesNotKeepTheOthersOut() throws IOException {
        try (TestServer server = TestServer.serving(
                        root, config -> config.withLimits(Limits.defaults().withConnections(10, 3)));
                Socket first = socket(server, SshAccess.HOST);
                Socket second = socket(server, SshAccess.HOST)) {
            assertThat(greeting(first)).startsWith("SSH-2.0-");
            assertThat(greeting(second)).startsWith("SSH-2.0-");
            try (Socket third = socket(server, SshAccess.HOST);
                    Socket another = socket(server, SshAccess.HOST)) {
                assertThat(greeting(third)).startsWith("SSH-2.0-");
                assertThat(another.getInputStream().read()).isEqualTo(-1);
                try (Socket stranger = socket(server, ELSEWHERE)) {
                    assertThat(greeting(stranger)).startsWith("SSH-2.0-");
                    first.getInputStream().readAllBytes();
                    Eventually.holds(
                            () -> server.events(ServerEvent.Disconnected.class).size() == 1, () -> "nobody had to go");
                    assertThat(server.server().connections()).isEqualTo(3);
                }
            }
        }
    }

    @Test
    void aHandshakeThatDripsIsEnded() throws IOException {
        try (TestServer server = TestServer.serving(
                        root, config -> config.withLimits(Limits.defaults().withLoginTime(Duration.ofMillis(300))));
                Socket slow = new Socket(SshAccess.HOST, server.port())) {
            slow.getOutputStream().write("SSH-2.0-slow\r\n\0\0\u0002".getBytes(StandardCharsets.US_ASCII));
            Eventually.holds(
                    () -> {
                        try {
                            slow.getOutputStream().write(0);
                        } catch (IOException _) {
                            return true;
                        }
                        return server.server().connections() == 0
                                && !server.events(ServerEvent.Disconnected.class)
                                        .isEmpty();
                    },
                    () -> "it is still connected");
            // Too slow is not wrong.
            assertThat(server.events(ServerEvent.LoginFailed.class)).isEmpty();
        }
    }

    @Test
    void askingForTheServiceAgainGivesNoMoreTime() throws IOException {
        try (TestServer server = TestServer.serving(
                root, config -> config.withLimits(Limits.defaults().withLoginTime(Duration.ofSeconds(6))))) {
            Command.Finished done = Command.of(
                            Python.with("paramiko").toString(), "-c", """
                            import paramiko, sys, time
                            t = paramiko.Transport(('127.0.0.1', int(sys.argv[1])))
                            t.start_client(timeout=60)
                            asked = 0
                            while t.is_active() and asked < 300:
                                m = paramiko.Message()
                                m.add_byte(bytes([5]))
                                m.add_string('ssh-userauth')
                                t._send_message(m)
                                asked += 1
                                time.sleep(0.1)
                            print(asked < 300)
                            """, Integer.toString(server.port()))
                    .run();
            assertThat(done.outText()).as(done.toString()).isEqualTo("True\n");
        }
    }

    @Test
    void aLoginWithoutAChannelIsEndedWhereIdleOnesAre() throws IOException {
        try (TestServer server = TestServer.serving(
                        root,
                        config -> config.withLimits(Limits.defaults().withIdle(Duration.ofSeconds(1))),
                        user -> user.withPassword(HASH));
                SshClient client = client();
                ClientSession session = connect(client, server, SshAccess.HOST)) {
            session.addPasswordIdentity(PASSWORD);
            session.auth().verify(RawSftp.GUARD);
            Eventually.holds(
                    () -> server.events(ServerEvent.Disconnected.class).size() == 1, () -> "it is still connected");
            assertThat(server.events(ServerEvent.Disconnected.class).getFirst().reason())
                    .isEqualTo("no channel for 1 s");
        }
    }
}
