package io.hawser.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.dist.Example.Site;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command of the cookbook as it stands there, stopped and started again, and started twice. */
class CookbookTest {
    private static final int SIZE = 24 << 20;

    /** Slow enough that it is still at work when the test gets round to the next step, on a busy machine too; for a run that need not end. */
    private static final Map<String, String> CRAWLING = Map.of("HAWSER_LIMIT_RATE", "1MiB");

    /** For a run that is waited for. */
    private static final Map<String, String> SLOWLY = Map.of("HAWSER_LIMIT_RATE", "4MiB");

    /** What the examples for Kubernetes grant. */
    private static final long MEMORY_KIB = 256 << 10;

    private static final int USER = 10001;

    @TempDir
    private static Path parent;

    private static Archive archive;

    @TempDir
    private Path served;

    @TempDir
    private Path data;

    @TempDir
    private Path root;

    @TempDir
    private Path config;

    private AutoCloseable server;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Archive.unpackedIn(parent);
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    private Site site(Example example) throws Exception {
        serve(example.file(), SIZE, example.digest());
        Files.createDirectory(served.resolve("delta"));
        serve("delta/1.csv.gz", 1000, "md5");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (!example.sftp()) {
            var nginx = NginxServer.serving(served).start();
            server = nginx;
            return new Site(archive, data, root, config, nginx.url(""));
        }
        var sshd = OpenSshServer.serving(served).start();
        server = sshd;
        var access = sshd.access();
        Files.copy(access.knownHosts(), config.resolve("known_hosts"));
        var key = Files.copy(access.identity(), config.resolve("id_ed25519"));
        if (example.pod()) {
            // As Kubernetes mounts a secret for a group.
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--r-----"));
            Files.setAttribute(key, "unix:gid", USER);
        }
        return new Site(archive, data, root, config, access.location("").toString());
    }

    private void serve(String name, int size, String algorithm) throws Exception {
        var file = Content.random(size, size).writeTo(served.resolve(name));
        var hash = MessageDigest.getInstance(algorithm.replace("sha", "SHA-")).digest(Files.readAllBytes(file));
        Files.writeString(
                served.resolve(name + "." + algorithm),
                HexFormat.of().formatHex(hash) + "  " + file.getFileName() + "\n");
    }

    private Path target(Example example) {
        return data.resolve(example.report()).resolveSibling(example.file());
    }

    private RunningCommand underWay(Example example, Command command) throws IOException {
        var journal = target(example).resolveSibling("." + example.file() + ".hawser-journal");
        var running = command.start();
        Archive.awaitBlocks(running, journal);
        return running;
    }

    private void isThere(Example example) throws IOException {
        assertThat(Files.mismatch(served.resolve(example.file()), target(example)))
                .isEqualTo(-1);
        try (var all = Files.walk(data)) {
            assertThat(all.filter(Files::isRegularFile))
                    .as("no partial data")
                    .noneMatch(path -> path.getFileName().toString().startsWith("."));
        }
    }

    private static long peakKib(ProcessHandle process) throws IOException {
        var status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        var peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(status);
        assertThat(peak.find()).as(status).isTrue();
        return Long.parseLong(peak.group(1));
    }

    @ParameterizedTest
    @EnumSource
    void stoppedItGoesOnFromThere(Example example) throws Exception {
        var site = site(example);
        try (var running = underWay(example, example.command(site, CRAWLING))) {
            var process = Archive.process(running);
            assertThat(peakKib(process)).isLessThan(MEMORY_KIB);
            Archive.signal(process, "TERM");
            var ended = running.await();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(143);
        }
        assertThat(target(example)).doesNotExist();

        Archive.succeeded(example.command(site, Map.of()));

        assertThat(Archive.resumed(data.resolve(example.report()), example.file()))
                .isGreaterThan(1 << 20);
        isThere(example);
    }

    @ParameterizedTest
    @EnumSource
    void startedTwiceOneWorksTheOtherSaysSo(Example example) throws Exception {
        var site = site(example);
        try (var first = underWay(example, example.command(site, SLOWLY))) {
            var process = Archive.process(first);
            Archive.signal(process, "STOP");
            var second = example.command(site, Map.of()).run();
            Archive.signal(process, "CONT");

            assertThat(second.status()).as(second.toString()).isEqualTo(1);
            assertThat(second.errText()).contains("another run is writing this file");
            var ended = first.await();
            assertThat(ended.status()).as(ended.toString()).isZero();
        }
        isThere(example);
        // What a scheduler does with the failure.
        Archive.succeeded(example.command(site, Map.of()));
        isThere(example);
    }

    @ParameterizedTest
    @EnumSource
    void aWrongSettingIsStatus2(Example example) throws Exception {
        var ended = example.command(site(example), Map.of("HAWSER_PART_SIZE", "many"))
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(2);
    }
}
