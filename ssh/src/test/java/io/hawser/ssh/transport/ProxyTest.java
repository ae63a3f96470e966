package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyTest {
    @TempDir
    private static Path served;

    private static OpenSshServer first;
    private static OpenSshServer second;
    private static OpenSshServer target;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        first = OpenSshServer.serving(served).start();
        second = OpenSshServer.serving(served).start();
        target = OpenSshServer.serving(served).start();
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        second.close();
        target.close();
    }

    private static String host(String name, OpenSshServer server) {
        var access = server.access();
        return "Host " + name + "\n  HostName 127.0.0.1\n  Port " + access.port() + "\n  User " + access.user()
                + "\n  IdentityFile " + access.identity() + "\n  IdentitiesOnly yes\n  UserKnownHostsFile "
                + access.knownHosts() + "\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n";
    }

    private Client client(String more) throws Exception {
        var config = Files.writeString(folder.resolve("config"), host("one", first) + host("two", second) + more);
        return Client.of(target.access()).set("ssh_config", config.toString());
    }

    private static void worksWell(Client client) throws Exception {
        try (var transport = client.transport();
                var connection = transport.connect(Scope.unlimited())) {
            var told = new Recorded();
            var channel =
                    connection.open(ConnectionTest.exec("head -c 20000000 /dev/zero; cat"), told, Scope.unlimited());
            var bytes = new byte[8_000_000];
            channel.send(bytes, 0, bytes.length);
            channel.sendEof();
            assertThat(told.end().exitStatus()).hasValue(0);
            assertThat(told.bytes()).hasSize(28_000_000);
            assertThat(MessageDigest.getInstance("SHA-256").digest(told.bytes()))
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(new byte[28_000_000]));
        }
    }

    @Test
    void goesThroughHosts() throws Exception {
        worksWell(client("").option("ProxyJump=one"));
        worksWell(client("").option("ProxyJump=one,two"));
        worksWell(client("Host two\n  ProxyJump one\n").option("ProxyJump=two"));
        worksWell(client("Host *\n  ProxyJump one\n"));
    }

    @Test
    void closesTheWayWithTheConnection() throws Exception {
        try (var jump = OpenSshServer.serving(served).start()) {
            try (var connection = client(host("own", jump))
                    .option("ProxyJump=own")
                    .transport()
                    .connect(Scope.unlimited())) {
                assertThat(connection.isOpen()).isTrue();
                assertThat(jump.sessions()).isNotEmpty();
            }
            Eventually.holds(
                    () -> jump.sessions().isEmpty(), () -> jump.sessions().toString());
        }
    }

    @Test
    void saysWhichHostOnTheWayFails() throws Exception {
        assertThatThrownBy(() ->
                        client("").option("ProxyJump=nobody@one").transport().connect(Scope.unlimited()))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageStartingWith("nobody@127.0.0.1:" + first.port());
        var beyond = Client.to("127.0.0.1", 1, folder)
                .set(
                        "ssh_config",
                        Files.writeString(folder.resolve("c"), host("one", first))
                                .toString())
                .option("ProxyJump=one");
        assertThatThrownBy(() -> beyond.transport().connect(Scope.unlimited()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(
                        ":" + first.port() + ": no connection from here to 127.0.0.1 port 1: connect failed");
        assertThatThrownBy(() -> client("")
                        .option("ProxyJump=a b")
                        .environment("PATH", "")
                        .transport()
                        .connect(Scope.unlimited()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("names no hosts");
    }

    @Test
    void saysThatTheConnectionToTheJumpHostWasLost() throws Exception {
        try (var jump = OpenSshServer.serving(served).start();
                var connection = client(host("own", jump))
                        .option("ProxyJump=own")
                        .transport()
                        .connect(Scope.unlimited())) {
            var told = new Recorded();
            connection.open(ConnectionTest.exec("exec cat"), told, Scope.unlimited());
            jump.killSessions();
            assertThat(told.end().lost())
                    .hasValueSatisfying(why -> assertThat(why).contains("jump host"));
        }
    }

    @Test
    void goesThroughAProgram() throws Exception {
        var ssh = Requirement.tool("ssh") + " -F " + folder.resolve("config") + " -W %h:%p one";
        worksWell(client("").option("ProxyCommand=" + ssh));
    }

    @Test
    void saysWhyTheProgramEnded() throws Exception {
        assertThatThrownBy(() -> client("")
                        .option("ProxyCommand=sh -c 'echo no way to %h >&2; exit 3'")
                        .transport()
                        .connect(Scope.unlimited()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("the ProxyCommand ended with status 3: no way to 127.0.0.1");
    }

    @Test
    void endsTheProgramWithTheConnection() throws Exception {
        var pid = folder.resolve("pid");
        var relay = "sh -c 'echo $$ > " + pid + "; exec " + Requirement.tool("ssh") + " -F " + folder.resolve("config")
                + " -W %h:%p one'";
        try (var connection =
                client("").option("ProxyCommand=" + relay).transport().connect(Scope.unlimited())) {
            assertThat(connection.isOpen()).isTrue();
        }
        long number = Long.parseLong(Files.readString(pid).strip());
        Eventually.holds(() -> ProcessHandle.of(number).isEmpty(), () -> "process " + number);
    }
}
