package io.hawser.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.OpenSshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container does to the command: a read-only root with next to nothing in it, no temporary folder, a user without a name, process 1. */
class ContainerTest {
    /** A user that no machine's list has. */
    private static final int NOBODY = 1_234_567;

    @TempDir
    private static Path parent;

    private static Archive archive;

    @TempDir
    private Path root;

    @TempDir
    private Path data;

    @TempDir
    private Path config;

    @TempDir
    private Path served;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Archive.unpackedIn(parent);
    }

    @BeforeEach
    void open() throws Exception {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void startsFromItsCache() throws Exception {
        var ended = Archive.succeeded(archive.contained(
                root, data, config, NOBODY, List.of("HAWSER_JAVA_OPTS=-XX:AOTMode=on"), List.of("--version")));

        assertThat(ended.outText()).startsWith("hawser ");
        assertThat(ended.errText()).isEmpty();
    }

    @Test
    void copiesFromSftpWithTheNativeCipher() throws Exception {
        Content.random(1, 8 << 20).writeTo(served.resolve("source"));
        try (var server = OpenSshServer.serving(served).start()) {
            var key = Files.copy(server.access().identity(), config.resolve("key"));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
            Files.setAttribute(key, "unix:uid", NOBODY);
            Files.copy(server.access().knownHosts(), config.resolve("known_hosts"));
            var words = new ArrayList<>(
                    List.of("cp", "-i", "/etc/hawser/key", "-o", "UserKnownHostsFile=/etc/hawser/known_hosts"));
            words.addAll(List.of(server.access().location("source").toString(), "/data/"));

            var ended = Archive.succeeded(archive.contained(
                    root, data, config, NOBODY, List.of("HAWSER_JAVA_OPTS=-Xlog:library=info:stderr"), words));

            assertThat(ended.errText()).contains("Loaded library /opt/hawser/app/native/libamazonCorretto");
        }
        assertThat(Files.mismatch(served.resolve("source"), data.resolve("source")))
                .isEqualTo(-1);
    }

    @Test
    void stoppedAsProcessOneItGoesOnInTheNextContainer() throws Exception {
        Content.random(2, 64 << 20).writeTo(served.resolve("file"));
        try (var server = NginxServer.serving(served).start()) {
            stop(copy(server, "--limit-rate", "8MiB"));
            assertThat(data.resolve("file")).doesNotExist();

            Archive.succeeded(copy(server));
        }
        assertThat(Archive.resumed(data.resolve("report"), "file")).isGreaterThan(1 << 20);
        assertThat(Files.mismatch(served.resolve("file"), data.resolve("file"))).isEqualTo(-1);
    }

    /** Ends it as Kubernetes does, once there is something to go on from. */
    private void stop(Command command) throws Exception {
        var journal = data.resolve(".file.hawser-journal");
        try (var running = command.start()) {
            Archive.awaitBlocks(running, journal);
            var inner = Archive.process(running);
            assertThat(Files.readString(Path.of("/proc/" + inner.pid() + "/status")))
                    .containsPattern("NSpid:.*\\t1\n");
            Archive.signal(inner, "TERM");
            var ended = running.await();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(143);
        }
    }

    private Command copy(NginxServer server, String... more) {
        var words = List.of("cp", "--report", "/data/report", server.url("/file"), "/data/");
        return archive.contained(root, data, config, NOBODY, List.of(), words).and(more);
    }
}
