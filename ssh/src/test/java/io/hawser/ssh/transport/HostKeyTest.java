package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.testkit.Command;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyTest {
    @TempDir
    private static Path served;

    private static OpenSshServer server;
    private static String hostKey;

    @TempDir
    private Path folder;

    private Path known;

    @BeforeAll
    static void start() throws Exception {
        server = OpenSshServer.serving(served).withHostKeys("ed25519", "ecdsa").start();
        hostKey = server.access().hostKey();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void file() {
        known = folder.resolve("known_hosts");
    }

    private Client client(String... lines) throws Exception {
        if (lines.length > 0) {
            Files.writeString(known, String.join("\n", lines) + "\n");
        }
        return Client.of(server.access()).option("UserKnownHostsFile=" + known);
    }

    private static String name() {
        return "[127.0.0.1]:" + server.port();
    }

    private static void connects(Client client) throws StoreException {
        try (var transport = client.transport();
                var connection = transport.connect(Scope.unlimited())) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    private static void isRejected(Client client, String... words) {
        assertThatThrownBy(() -> connects(client))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("Exception")
                .hasMessageNotContaining("\n");
    }

    private static String fingerprint(String publicLine) {
        return KnownHosts.fingerprint(
                java.util.Base64.getDecoder().decode(publicLine.split(" ")[1]));
    }

    private String otherKey() throws Exception {
        return SshKey.make(folder.resolve("other")).publicLine();
    }

    @Test
    void takesAKnownHost() throws Exception {
        connects(client("# a comment", "", name() + " " + hostKey));
    }

    @Test
    void knowsHashedNames() throws Exception {
        client(name() + " " + hostKey);
        var hashed = Command.of("ssh-keygen", "-H", "-f", known.toString()).run();
        assertThat(hashed.status()).isZero();
        assertThat(Files.readString(known)).startsWith("|1|");
        connects(Client.of(server.access()).option("UserKnownHostsFile=" + known));
    }

    @Test
    void knowsPatternsAndTheirExceptions() throws Exception {
        connects(client("[127.0.0.*]:" + server.port() + ",elsewhere " + hostKey));
        isRejected(client("[127.0.0.*]:*,!" + name() + " " + hostKey), "the host is not known");
    }

    /** As ssh does, for files from before a server moved to another port. */
    @Test
    void knowsAHostOnAnotherPortByItsNameAlone() throws Exception {
        connects(client("127.0.0.1 " + hostKey));
    }

    /** Another machine may be behind that port: the key of the usual one does not do for it. */
    @Test
    void doesNotTakeTheKeyOfTheUsualPortForAnother() throws Exception {
        var other = otherKey();
        isRejected(client("127.0.0.1 " + hostKey, name() + " " + other), "the host's key has changed", known + ":2");
    }

    @Test
    void looksThroughSeveralFiles() throws Exception {
        client(name() + " " + hostKey);
        connects(Client.of(server.access()).option("UserKnownHostsFile=" + folder.resolve("none") + " " + known));
        connects(Client.of(server.access())
                .option("UserKnownHostsFile=" + folder.resolve("none"))
                .option("GlobalKnownHostsFile=" + known));
    }

    @Test
    void usesTheAlias() throws Exception {
        connects(client("backup " + hostKey).option("HostKeyAlias=backup"));
        isRejected(client("backup " + hostKey).option("HostKeyAlias=other"), "the host is not known");
    }

    /** Names are compared without regard to case; otherwise each key would be new under such an alias. */
    @Test
    void knowsAnAliasInWhateverCase() throws Exception {
        connects(client().option("HostKeyAlias=Backup").option("StrictHostKeyChecking=accept-new"));
        assertThat(Files.readString(known)).isEqualTo("backup " + hostKey + "\n");
        connects(client().option("HostKeyAlias=Backup"));
        isRejected(
                client("Backup " + otherKey()).option("HostKeyAlias=Backup").option("StrictHostKeyChecking=accept-new"),
                "the host's key has changed");
    }

    @Test
    void asksForTheKindOfKeyThatIsKnown() throws Exception {
        var ecdsa = Files.readAllLines(server.access().knownHosts()).stream()
                .filter(line -> line.contains("ecdsa"))
                .findFirst()
                .orElseThrow();
        connects(client(ecdsa));
    }

    @Test
    void rejectsAnUnknownHost() throws Exception {
        isRejected(
                client(),
                server.access().user() + "@127.0.0.1:" + server.port() + ": the host is not known",
                "ED25519 " + fingerprint(hostKey),
                "StrictHostKeyChecking=accept-new");
        isRejected(client().option("StrictHostKeyChecking=ask").option("BatchMode=yes"), "the host is not known");
        assertThat(known).doesNotExist();
    }

    @Test
    void rejectsAChangedKey() throws Exception {
        var other = otherKey();
        isRejected(
                client("# first", name() + " " + other),
                "the host's key has changed",
                fingerprint(hostKey),
                fingerprint(other),
                known + ":2");
        isRejected(client("# first", name() + " " + other).option("StrictHostKeyChecking=accept-new"), "has changed");
        isRejected(
                client("# first", name() + " " + other)
                        .option("StrictHostKeyChecking=ask")
                        .answers("yes"),
                "has changed");
    }

    @Test
    void rejectsARevokedKey() throws Exception {
        isRejected(client(name() + " " + hostKey, "@revoked * " + hostKey), "is revoked by " + known + ":2");
        isRejected(client("@revoked * " + hostKey).option("StrictHostKeyChecking=no"), "is revoked");
    }

    @Test
    void remembersANewHost() throws Exception {
        known = folder.resolve("new/known_hosts");
        connects(client().option("StrictHostKeyChecking=accept-new"));
        assertThat(Files.readString(known)).isEqualTo(name() + " " + hostKey + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(known)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(known.getParent())))
                .isEqualTo("rwx------");
        connects(client());
    }

    @Test
    void remembersANewHostByItsHash() throws Exception {
        Files.writeString(known, "other ssh-ed25519 AAAA");
        connects(client().option("StrictHostKeyChecking=accept-new").option("HashKnownHosts=yes"));
        var lines = Files.readAllLines(known);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("|1|");
        connects(client());
        var found =
                Command.of("ssh-keygen", "-F", name(), "-f", known.toString()).run();
        assertThat(found.status()).isZero();
    }

    @Test
    void asksThePerson() throws Exception {
        var yes = client().option("StrictHostKeyChecking=ask").answers("what?", "yes");
        connects(yes);
        assertThat(yes.questions).hasSize(2);
        assertThat(yes.questions.getFirst()).contains(name(), fingerprint(hostKey));
        connects(client());
        Files.delete(known);
        connects(client().option("StrictHostKeyChecking=ask").answers(fingerprint(hostKey)));
        Files.delete(known);
        isRejected(client().option("StrictHostKeyChecking=ask").answers("no"), "was not accepted");
        isRejected(client().option("StrictHostKeyChecking=ask"), "the host is not known");
    }

    @Test
    void takesAnyKeyWhenToldTo() throws Exception {
        connects(client().option("StrictHostKeyChecking=no"));
        assertThat(known).exists();
        var changed = client(name() + " " + otherKey()).option("StrictHostKeyChecking=no");
        connects(changed);
        assertThat(changed.told).anyMatch(line -> line.startsWith("warning: the host's key has changed"));
    }

    @Test
    void sendsNoPasswordToAHostWhoseKeyHasChanged() throws Exception {
        try (var other = PythonSshServer.serving(PythonSshServer.Kind.ASYNCSSH, served)
                .withoutKey()
                .withPassword("secret")
                .start()) {
            Files.writeString(known, "[127.0.0.1]:" + other.port() + " " + otherKey() + "\n");
            var client = Client.of(other.access())
                    .option("UserKnownHostsFile=" + known)
                    .option("StrictHostKeyChecking=no")
                    .environment("HAWSER_SSH_PASSWORD", "secret");
            assertThatThrownBy(() -> connects(client))
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContaining("no password was sent, for the host's key has changed");
        }
    }

    private void certify(Path authority, String principal, String validity) throws Exception {
        Files.deleteIfExists(folder.resolve("host-cert.pub"));
        if (!Files.exists(folder.resolve("host"))) {
            SshKey.make(folder.resolve("host"));
        }
        var made = Command.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "host", "-h")
                .and("-n", principal, "-V", validity, folder.resolve("host.pub").toString())
                .run();
        assertThat(made.status()).isZero();
    }

    @Test
    void trustsACertificateAuthority() throws Exception {
        var authority = SshKey.make(folder.resolve("authority"));
        certify(authority.file(), "127.0.0.1", "+1d");
        try (var certified = OpenSshServer.serving(served)
                .with("HostKey " + folder.resolve("host"))
                .with("HostCertificate " + folder.resolve("host-cert.pub"))
                .start()) {
            var client = Client.of(certified.access()).option("UserKnownHostsFile=" + known);
            Files.writeString(known, "@cert-authority [127.0.0.1]:* " + authority.publicLine() + "\n");
            connects(client);
            // An authority for other hosts does not count, and nobody falls back to the bare key.
            Files.writeString(known, "@cert-authority *.example.com " + authority.publicLine() + "\n");
            isRejected(client, "the host is not known");
            Files.writeString(known, "@cert-authority * " + otherKey() + "\n");
            isRejected(client, "certificate");
        }
    }

    @Test
    void rejectsACertificateForAnotherHost() throws Exception {
        var authority = SshKey.make(folder.resolve("authority"));
        certify(authority.file(), "elsewhere", "+1d");
        try (var certified = OpenSshServer.serving(served)
                .with("HostKey " + folder.resolve("host"))
                .with("HostCertificate " + folder.resolve("host-cert.pub"))
                .start()) {
            Files.writeString(known, "@cert-authority * " + authority.publicLine() + "\n");
            isRejected(Client.of(certified.access()).option("UserKnownHostsFile=" + known), "certificate");
        }
    }
}
