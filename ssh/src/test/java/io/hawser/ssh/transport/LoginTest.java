package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.testkit.Command;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoginTest {
    private static final Scope SCOPE = Scope.unlimited();

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

    private static void connects(Client client) throws StoreException {
        try (var transport = client.transport();
                var connection = transport.connect(SCOPE)) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    private static void isDenied(Client client, String... words) {
        assertThatThrownBy(() -> connects(client))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("Exception")
                .hasMessageNotContaining("\n");
    }

    private Client with(Path key) {
        return Client.of(server.access()).set("identity", key.toString());
    }

    @ParameterizedTest
    @CsvSource({"ed25519,''", "ecdsa,''", "rsa,''", "ecdsa,-m PEM", "rsa,-m PEM", "rsa,-m PKCS8"})
    void usesKeysOfManyKinds(String type, String form) throws Exception {
        var key = folder.resolve("key");
        var made = Command.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", key.toString())
                .and(form.isEmpty() ? new String[0] : form.split(" "))
                .run();
        assertThat(made.status()).isZero();
        server.authorize(new SshKey(key));
        connects(with(key));
        Files.delete(key.resolveSibling("key.pub"));
        connects(with(key));
    }

    @ParameterizedTest
    @CsvSource({"ed25519,''", "rsa,-m PEM"})
    void asksForAPassphraseOnce(String type, String form) throws Exception {
        var key = folder.resolve("key");
        var made = Command.of("ssh-keygen", "-q", "-t", type, "-N", "open sesame", "-f", key.toString())
                .and(form.isEmpty() ? new String[0] : form.split(" "))
                .run();
        assertThat(made.status()).isZero();
        server.authorize(new SshKey(key));
        var client = with(key).answers("wrong", "open sesame");
        try (var transport = client.transport()) {
            transport.connect(SCOPE).close();
            transport.connect(SCOPE).close();
        }
        assertThat(client.questions).containsExactly("Passphrase for " + key + ": ", "Passphrase for " + key + ": ");
        assertThat(client.told).noneMatch(line -> line.contains("sesame"));
        isDenied(with(key), key + " (it is encrypted, and its passphrase was not given)", "the server takes publickey");
    }

    @Test
    void doesNotAskForThePassphraseOfAKeyThatIsNotWanted() throws Exception {
        var key = SshKey.make(folder.resolve("key"), "ed25519", "secret").file();
        var client = with(key).answers("secret");
        isDenied(client, key + " (refused)");
        assertThat(client.questions).isEmpty();
    }

    @Test
    void saysWhyAKeyIsNotUsable() throws Exception {
        var open = SshKey.make(folder.resolve("open")).file();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        var text = Files.writeString(folder.resolve("text"), "no key");
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-------"));
        isDenied(
                with(folder.resolve("missing")).set("identity", folder.resolve("missing") + "\n" + open + "\n" + text),
                folder.resolve("missing") + " (no such file)",
                open + " (not secret, its mode is rw-r--r--: chmod 600 mends that)",
                text + " (no private key that can be read)");
    }

    @Test
    void usesDefaultKeys() throws Exception {
        Files.createDirectory(folder.resolve(".ssh"));
        Files.copy(server.access().identity(), folder.resolve(".ssh/id_ed25519"));
        connects(Client.of(server.access()).without("identity").environment("HOME", folder.toString()));
    }

    @Test
    void usesTheCertificateBesideAKey() throws Exception {
        var authority = SshKey.make(folder.resolve("authority"));
        var key = SshKey.make(folder.resolve("user"));
        var made = Command.of("ssh-keygen", "-q", "-s", authority.file().toString(), "-I", "me")
                .and(
                        "-n",
                        System.getProperty("user.name"),
                        folder.resolve("user.pub").toString())
                .run();
        assertThat(made.status()).isZero();
        try (var trusting = OpenSshServer.serving(served)
                .with("TrustedUserCAKeys " + folder.resolve("authority.pub"))
                .start()) {
            connects(Client.of(trusting.access()).set("identity", key.file().toString()));
            Files.move(folder.resolve("user-cert.pub"), folder.resolve("elsewhere"));
            var client = Client.of(trusting.access()).set("identity", key.file().toString());
            isDenied(client, "user (refused)");
            connects(client.option("CertificateFile=" + folder.resolve("elsewhere")));
        }
    }

    @Test
    void usesTheAgent() throws Exception {
        var mine = SshKey.make(folder.resolve("mine"));
        var other = SshKey.make(folder.resolve("other"));
        server.authorize(mine);
        try (var agent = TestAgent.start(folder)) {
            agent.add(other.file());
            agent.add(mine.file());
            var plain = Client.of(server.access())
                    .without("identity")
                    .option("IdentitiesOnly=no")
                    .environment("SSH_AUTH_SOCK", agent.socket().toString());
            connects(plain);
            // Only keys that are configured, though the agent has their private halves alone.
            Files.delete(mine.file());
            Files.delete(other.file());
            connects(plain.set("identity", mine.file().toString()).option("IdentitiesOnly=yes"));
            isDenied(plain.set("identity", other.file().toString()), "agent's hawser-testkit (refused)");
            isDenied(
                    Client.of(server.access())
                            .without("identity")
                            .option("IdentityAgent=none")
                            .environment("SSH_AUTH_SOCK", agent.socket().toString()),
                    "login refused");
        }
        var gone = Client.of(server.access())
                .environment("SSH_AUTH_SOCK", folder.resolve("gone").toString());
        connects(gone);
        assertThat(gone.told).anyMatch(line -> line.startsWith("agent " + folder.resolve("gone")));
    }

    /** Not the server, which has no part in it. */
    @Test
    void saysThatTheAgentDoesNotAnswer() throws Exception {
        var socket = folder.resolve("silent");
        try (var silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            var client = Client.of(server.access())
                    .timeout(Duration.ofMillis(700))
                    .environment("SSH_AUTH_SOCK", socket.toString());
            assertThatThrownBy(() -> connects(client))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("no connection within 700 ms: waited for the agent at " + socket);
        }
    }

    @Test
    void usesRsaKeysOfTheAgent() throws Exception {
        var rsa = SshKey.make(folder.resolve("rsa"), "rsa", "");
        server.authorize(rsa);
        try (var agent = TestAgent.start(folder)) {
            agent.add(rsa.file());
            Files.delete(rsa.file());
            connects(Client.of(server.access())
                    .without("identity")
                    .option("IdentitiesOnly=no")
                    .environment("SSH_AUTH_SOCK", agent.socket().toString()));
        }
    }

    @Test
    void saysWhatWasTried() {
        var client = Client.of(server.access())
                .set("identity", server.access().knownHosts().toString());
        isDenied(client.option("BatchMode=yes"), "login refused; the server takes publickey", "no password was given");
    }

    private static PythonSshServer.Settings python(PythonSshServer.Kind kind) {
        return PythonSshServer.serving(kind, served).withoutKey();
    }

    @ParameterizedTest
    @EnumSource
    void takesThePasswordFromWhereItIs(PythonSshServer.Kind kind) throws Exception {
        try (var python = python(kind).withPassword("s3cret ü").start()) {
            var file = Files.writeString(folder.resolve("password"), "s3cret ü\n");
            connects(password(python.access()).set("password_file", file.toString()));
            Files.writeString(file, "s3cret ü\r\nrotated in May\n");
            connects(password(python.access()).set("password_file", file.toString()));
            connects(password(python.access()).environment("HAWSER_SSH_PASSWORD", "s3cret ü"));
            connects(password(python.access()).set("password_env", "VENDOR").environment("VENDOR", "s3cret ü"));
            var typed = password(python.access()).answers("wrong", "s3cret ü");
            try (var transport = typed.transport()) {
                transport.connect(SCOPE).close();
                transport.connect(SCOPE).close();
            }
            assertThat(typed.questions).hasSize(2).allMatch(question -> question.startsWith("Password for tester@"));
            var wrong = password(python.access()).environment("HAWSER_SSH_PASSWORD", "hunter2");
            isDenied(wrong, "the password was refused", "the server takes");
            assertThat(wrong.told).noneMatch(line -> line.contains("hunter2"));
            isDenied(password(python.access()), "no password was given");
            isDenied(password(python.access()).environment("HAWSER_SSH_PASSWORD", ""), "no password was given");
        }
    }

    /** Servers lock accounts after a few wrong ones, and a copy of many files makes many connections. */
    @Test
    void sendsAWrongPasswordOnce() throws Exception {
        try (var python = python(PythonSshServer.Kind.ASYNCSSH)
                        .withPassword("s3cret")
                        .start();
                var proxy = FaultProxy.to(python.port(), FaultScript.none());
                var transport = password(python.access().at(proxy.port()))
                        .environment("HAWSER_SSH_PASSWORD", "wrong")
                        .transport()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> transport.connect(SCOPE))
                        .isInstanceOf(StoreException.Denied.class)
                        .hasMessageContaining("the password was refused");
            }
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    private static Client password(SshAccess access) {
        return Client.of(access).without("identity");
    }

    @Test
    void rejectsAPasswordThatIsNotThere() {
        assertThatThrownBy(() -> connects(password(server.access()).set("password_env", "NOT_SET")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("the environment has no NOT_SET");
        assertThatThrownBy(() -> connects(password(server.access())
                        .set("password_file", folder.resolve("gone").toString())))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("cannot read the password file");
    }

    @Test
    void answersOneHiddenQuestionWithThePassword() throws Exception {
        try (var python = python(PythonSshServer.Kind.ASYNCSSH)
                .withQuestion("Your password, please", "s3cret")
                .start()) {
            connects(password(python.access()).environment("HAWSER_SSH_PASSWORD", "s3cret"));
        }
    }

    @Test
    void hasAPersonAnswerOtherQuestions() throws Exception {
        try (var python = python(PythonSshServer.Kind.ASYNCSSH)
                .withQuestion("PIN \u001b[31m", "1234")
                .withQuestion("Code", "9")
                .start()) {
            var client = password(python.access()).answers("1234", "9");
            connects(client);
            assertThat(client.questions).hasSize(2);
            assertThat(client.questions.getFirst()).contains(" asks: PIN ?[31m");
        }
    }
}
