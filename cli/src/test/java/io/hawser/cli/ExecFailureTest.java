package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A remote command that cannot be run, or not to its end: 255 and one line; or a signal. */
class ExecFailureTest {
    @TempDir
    private static Path served;

    private static OpenSshServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = OpenSshServer.serving(served).start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void fails(Command command, String... reasons) throws Exception {
        var ended = command.run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(255);
        assertThat(ended.errText()).startsWith("hawser: ").endsWith("\n").hasLineCount(1);
        for (var reason : reasons) {
            assertThat(ended.errText()).contains(reason);
        }
        assertThat(ended.outText()).isEmpty();
    }

    @Test
    void aWrongHostKey() throws Exception {
        try (var other = OpenSshServer.serving(served).start()) {
            var known = Files.readString(other.access().knownHosts()).replace(":" + other.port(), ":" + server.port());
            var file = Files.writeString(folder.resolve("known"), known);
            var access = server.access();

            fails(
                    Cli.exec(
                            new io.hawser.testkit.SshAccess(
                                    access.port(),
                                    access.user(),
                                    access.identity(),
                                    file,
                                    access.hostKey(),
                                    access.folder()),
                            "--",
                            "true"),
                    "the host's key has changed");
            assertThat(server.commands()).isZero();
        }
    }

    @Test
    void aKeyThatTheServerDoesNotTake() throws Exception {
        var key = SshKey.make(folder.resolve("key"));

        fails(Cli.exec(server.access().with(key.file()), "--", "true"));
    }

    @Test
    void aHostThatCannotBeReached() throws Exception {
        fails(Cli.exec(server.access().at(1), "--", "true"), "127.0.0.1:1");
    }

    @Test
    void aHostThatIsNoSshServer() throws Exception {
        try (var http = ScriptedHttpServer.start()) {
            int port = java.net.URI.create(http.url("/")).getPort();

            fails(Cli.exec(server.access().at(port), "--", "true"), "127.0.0.1:" + port);
        }
    }

    @Test
    void aConnectionThatIsLostBeforeTheStatus() throws Exception {
        try (var proxy = FaultProxy.to(server.port(), FaultScript.every(new Fault.ResetAfter(500_000)))) {
            var ended = Cli.exec(server.access().at(proxy.port()), "--stdout", "out", "--", "head -c 1000000 /dev/zero")
                    .in(folder)
                    .run();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(255);
            assertThat(ended.errText())
                    .startsWith("hawser: ")
                    .contains("the connection was lost before")
                    .hasLineCount(1);
            assertThat(Cli.tree(folder)).containsExactly("out.partial");
        }
    }

    @Test
    void aFullDiskDownToTheLastByte() throws Exception {
        try (var disk = SmallDisk.mounted()) {
            long free = Files.getFileStore(disk.resolve("")).getUsableSpace();
            fails(
                    Cli.exec(
                            server.access(),
                            "--stdout",
                            disk.resolve("out").toString(),
                            "--",
                            "head -c " + (free + 1) + " /dev/zero"),
                    "out.partial: no space left on device");
            assertThat(disk.resolve("out")).doesNotExist();
            assertThat(Files.size(disk.resolve("out.partial"))).isEqualTo(free);
            Files.delete(disk.resolve("out.partial"));
            Cli.succeeded(Cli.exec(
                    server.access(),
                    "--stdout",
                    disk.resolve("out").toString(),
                    "--",
                    "head -c " + free + " /dev/zero"));
            assertThat(Files.size(disk.resolve("out"))).isEqualTo(free);
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsItAndWhatCameIsThere(Signal signal, int status) throws Exception {
        var command = Cli.exec(server.access(), "--", "seq 1 1000; exec sleep 600");
        try (var running = command.start()) {
            assertThat(running.signalWhen(signal, () -> running.out().endsWith("\n1000\n")))
                    .as(running::err)
                    .isTrue();
            var ended = running.await();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
            assertThat(ended.errText()).isEmpty();
        }
    }

    @Test
    void aSignalEndsAnAttemptToConnect() throws Exception {
        try (var proxy = FaultProxy.to(server.port(), FaultScript.every(new Fault.StallAfter(0)));
                var running =
                        Cli.exec(server.access().at(proxy.port()), "--", "true").start()) {
            assertThat(running.signalWhen(Signal.INT, () -> proxy.connections() > 0))
                    .isTrue();

            assertThat(running.await().status()).isEqualTo(130);
        }
    }
}
