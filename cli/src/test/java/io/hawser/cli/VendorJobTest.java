package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.JournalFile;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshServer;
import io.hawser.testkit.ssh.MinaServer;
import io.hawser.testkit.ssh.ScriptedSftpServer;
import io.hawser.testkit.ssh.ScriptedSftpServer.Overload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The job that paramiko fails at: a vendor's file of 670 MB and the digest beside it, fetched by SFTP over a connection that breaks and by a process that is killed, from
 * every kind of server.
 */
class VendorJobTest {
    private static final long SIZE = 670_000_000;
    private static final String NAME = "premium_fullsize.csv.gz";

    @TempDir
    private static Path served;

    private static String md5;

    @TempDir
    private Path folder;

    /** The servers, each as its own users have it. */
    enum Server {
        OPENSSH {
            @Override
            SshServer start(Path root) throws IOException {
                return OpenSshServer.serving(root).start();
            }
        },
        ASYNCSSH {
            @Override
            SshServer start(Path root) throws IOException {
                return PythonSshServer.serving(PythonSshServer.Kind.ASYNCSSH, root)
                        .start();
            }
        },
        PARAMIKO {
            @Override
            SshServer start(Path root) throws IOException {
                return PythonSshServer.serving(PythonSshServer.Kind.PARAMIKO, root)
                        .start();
            }
        },
        CONCH {
            @Override
            SshServer start(Path root) throws IOException {
                return PythonSshServer.serving(PythonSshServer.Kind.CONCH, root).start();
            }
        },
        MINA {
            @Override
            SshServer start(Path root) throws IOException {
                return MinaServer.serving(root).start();
            }
        },
        SIXTEEN_READS_AT_THE_MOST {
            @Override
            SshServer start(Path root) throws IOException {
                return ScriptedSftpServer.serving(root)
                        .withMostOutstanding(16, Overload.SILENCE)
                        .start();
            }
        };

        abstract SshServer start(Path root) throws IOException;
    }

    @BeforeAll
    static void offer() throws Exception {
        var content = Content.random(670, SIZE);
        content.writeTo(served.resolve(NAME));
        md5 = content.digest("MD5");
        Files.writeString(served.resolve(NAME + ".md5"), md5.toUpperCase(Locale.ROOT) + " *" + NAME + "\r\n");
    }

    private Command fetch(SshAccess access, String name, String... more) {
        var words = new ArrayList<>(List.of("cp", "--verify", "sidecar:md5", "--progress", "none", "--sync", "never"));
        words.addAll(access.arguments());
        words.addAll(List.of(more));
        words.add(access.location(name).toString());
        words.add(folder.resolve("target").toString());
        return Cli.hawser(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void isDoneRightThroughFiveCutsAndAKill(Server kind) throws Exception {
        var report = folder.resolve("report");
        var journal = folder.resolve(".target.hawser-journal");
        try (var server = kind.start(served);
                var proxy = FaultProxy.to(server.port(), FaultScript.first(5, new Fault.ResetAfter(40_000_000)))) {
            var access = server.access().at(proxy.port());
            try (var run = fetch(access, NAME, "--timeout", "3s", "--limit-rate", "200MiB")
                    .start()) {
                assertThat(run.signalWhen(Signal.KILL, () -> JournalFile.written(journal) > 2000))
                        .as(() -> kind + " was killed before its end: " + run.err())
                        .isTrue();
                run.await();
            }
            assertThat(folder.resolve("target")).doesNotExist();

            var ended = Cli.succeeded(fetch(access, NAME, "--timeout", "3s", "--report", report.toString()));

            assertThat(ended.outText()).isEmpty();
            assertThat(proxy.connections()).isGreaterThan(5);
        }
        assertThat(Files.mismatch(served.resolve(NAME), folder.resolve("target")))
                .isEqualTo(-1);
        var lines = Cli.json(Files.readString(report));
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .containsEntry("status", "copied")
                .containsEntry("bytes", SIZE)
                .containsEntry("digest", Map.of("algorithm", "md5", "hex", md5, "verified_by", "sidecar"));
        assertThat((Long) lines.getFirst().get("resumed_bytes")).isPositive();
        assertThat(Cli.tree(folder)).containsExactly("report", "target");
    }

    @Test
    void missingMalformedAndWrongDigestsAreThreeErrors() throws Exception {
        var root = Files.createDirectory(folder.resolve("served"));
        for (var name : List.of("missing", "malformed", "wrong")) {
            Files.writeString(root.resolve(name), "content");
        }
        Files.writeString(root.resolve("malformed.md5"), "<html>not found</html>");
        Files.writeString(root.resolve("wrong.md5"), "00000000000000000000000000000000  wrong\n");
        Files.writeString(folder.resolve("target"), "old");
        try (var server = OpenSshServer.serving(root).start()) {
            Cli.failed(fetch(server.access(), "missing"), "missing.md5", "there is no such digest file");
            Cli.failed(fetch(server.access(), "malformed"), "malformed.md5");
            Cli.failed(fetch(server.access(), "wrong"), "md5", "00000000000000000000000000000000");
        }
        assertThat(folder.resolve("target")).hasContent("old");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twistedConchStaysSmall(int run) throws Exception {
        try (var server =
                PythonSshServer.serving(PythonSshServer.Kind.CONCH, served).start()) {
            long before = server.residentBytes();
            Cli.succeeded(fetch(server.access(), NAME));
            assertThat(server.process().peakResidentBytes() - before)
                    .as("what the server needed, run " + run)
                    .isLessThan(100L << 20);
        }
    }
}
