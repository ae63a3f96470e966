package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.SshAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of many files on an SFTP server, with the command. */
class SftpTreeTest {
    @TempDir
    private Path served;

    @TempDir
    private Path folder;

    private OpenSshServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpenSshServer.serving(served).start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static String[] words(String command, SshAccess access, String... more) {
        var words = new ArrayList<>(List.of(command, "-q"));
        words.addAll(access.arguments());
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static void assertSame(Path one, Path other) throws IOException {
        assertThat(Cli.tree(other)).isEqualTo(Cli.tree(one));
        try (Stream<Path> files = Files.walk(one)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.mismatch(file, other.resolve(one.relativize(file))))
                        .as(file.toString())
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void tenThousandFilesDownAndAThousandUp() throws Exception {
        var many = Files.createDirectory(served.resolve("many"));
        for (int i = 0; i < 10_000; i++) {
            var below = Files.createDirectories(many.resolve("below-" + i % 10));
            Content.random(i, i % 100 == 0 ? 300_000 : i % 1000).writeTo(below.resolve("file " + i));
        }
        var access = server.access();
        Cli.succeeded(Cli.hawser(words(
                "cp", access, "-r", "--sync", "never", access.location("many/").toString(), folder + "/down/")));
        assertSame(many, folder.resolve("down/many"));

        var up = folder.resolve("down/many/below-3");
        Cli.succeeded(Cli.hawser(
                words("cp", access, "-r", up.toString(), access.location("up/").toString())));
        assertSame(up, served.resolve("up/below-3"));
    }

    @Test
    void aConnectionThatBreaksWhenAFolderIsMadeIsMadeAgain() throws Exception {
        Content.random(1, 1000).writeTo(folder.resolve("a"));
        try (var proxy = FaultProxy.to(server.access().port(), FaultScript.first(1, new Fault.Refuse()))) {
            var access = server.access().at(proxy.port());
            Files.writeString(folder.resolve("m.tsv"), "a\t" + access.location("up/to/a") + "\n");
            Cli.succeeded(Cli.hawser(words("run", access, "m.tsv")).in(folder));
            assertThat(proxy.connections()).isGreaterThan(1);
        }
        assertThat(Files.mismatch(folder.resolve("a"), served.resolve("up/to/a")))
                .isEqualTo(-1);
    }

    @Test
    void aFolderOfAHundredThousandNamesIsListedInLittleMemory() throws Exception {
        var many = Files.createDirectory(served.resolve("many"));
        for (int i = 0; i < 100_000; i++) {
            Files.createFile(many.resolve("a-name-of-a-usual-length-" + i));
        }
        var access = server.access();
        var list = Cli.hawser(words("ls", access, access.location("many").toString()))
                .with("JDK_JAVA_OPTIONS", "-Xmx24m");
        var words = new ArrayList<>(list.words());
        words.remove("-Xmx128m");
        var ended = Cli.succeeded(
                new Command(words, list.environment(), list.folder(), list.home(), list.input(), list.output()));
        assertThat(ended.outText().lines().distinct().count()).isEqualTo(100_000);
    }

    @Test
    void cleanTellsAndRemovesWhatNobodyWrites() throws Exception {
        var part = Files.writeString(served.resolve(".a~0011.hawser-part"), "1234");
        Files.setLastModifiedTime(part, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        var live = Files.writeString(served.resolve(".b~0022.hawser-part"), "1234");
        var access = server.access();
        var where = access.location("").toString();

        var told = Cli.succeeded(Cli.hawser(words("clean", access, "-n", where)));
        assertThat(told.outText())
                .contains("would remove", ".a~0011.hawser-part")
                .hasLineCount(1);
        assertThat(part).exists();

        var removed = Cli.succeeded(Cli.hawser(words("clean", access, where)));
        assertThat(removed.outText()).contains("removed", ".a~0011.hawser-part").hasLineCount(1);
        assertThat(part).doesNotExist();
        assertThat(live).exists();
    }
}
