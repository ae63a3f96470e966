package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.ScriptedHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output and other targets that are no files: complete, or told. */
class OutputTest {
    private static final Content CONTENT = Content.random(3, 3_000_000);

    @TempDir
    Path folder;

    private Path file() throws IOException {
        return CONTENT.writeTo(folder.resolve("file"));
    }

    private static void is(Content expected, byte[] actual) {
        assertThat(actual).isEqualTo(expected.bytes());
    }

    @Test
    void catWritesTheFileAndNothingElse() throws Exception {
        var ended = Cli.succeeded(Cli.hawser("cat", file().toString()));

        is(CONTENT, ended.out());
        assertThat(ended.errText()).isEmpty();
    }

    @Test
    void aServersFileArrivesInOrderThoughItIsReadInParts() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", CONTENT);

            is(
                    CONTENT,
                    Cli.succeeded(Cli.hawser("cat", "--part-size", "100K", server.url("/a")))
                            .out());
            is(
                    CONTENT,
                    Cli.succeeded(Cli.hawser("cp", "-q", "--part-size", "100K", server.url("/a"), "-"))
                            .out());
        }
    }

    @Test
    void standardInputGoesThrough() throws Exception {
        is(
                CONTENT,
                Cli.succeeded(Cli.hawser("cp", "-q", "-", "-").reading(CONTENT)).out());
        var target = folder.resolve("target");
        Cli.succeeded(Cli.hawser("cp", "-q", "-", target.toString()).reading(CONTENT));
        assertThat(CONTENT.mismatch(target)).isEqualTo(OptionalLong.empty());
        Cli.succeeded(Cli.hawser("cp", "-q", "-", target.toString()).reading(Content.empty()));
        assertThat(target).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat %s", "cat --range 0- %s", "cp %s -", "cp -q %s -"})
    void aReaderThatGoesAwayIsNoError(String words) throws Exception {
        var command = Cli.hawser(words.formatted(file()).split(" "));

        var ended = Cli.bash("\"$@\" | head -c 10; exit \"${PIPESTATUS[0]}\"", command)
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(141);
        assertThat(ended.errText()).isEmpty();
        is(CONTENT.slice(0, 10), ended.out());
    }

    @Test
    void aReaderThatGoesAwayFromAListingIsNoError() throws Exception {
        var many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 20_000; i++) {
            Files.createFile(many.resolve("a-name-that-fills-the-pipe-" + i));
        }

        var ended = Cli.bash("\"$@\" | head -n 1; exit \"${PIPESTATUS[0]}\"", Cli.hawser("ls", many.toString()))
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(141);
        assertThat(ended.errText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat %s",
                "cat --range 5-9 %s",
                "cp -q %s -",
                "ls %s",
                "stat %s",
                "--version",
                "--help",
                "cp --help",
                "completion"
            })
    void aFullDiskIsTold(String words) throws Exception {
        var command = Cli.hawser(words.formatted(file()).split(" "));

        var ended = command.writingTo(Path.of("/dev/full")).run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.errText()).contains("standard output", "o space left").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat %s", "cat --range 5-9 %s", "cp -q %s -", "stat %s", "--version"})
    void aStandardOutputThatCannotBeWrittenIsTold(String words) throws Exception {
        // What the launcher makes of a closed one.
        var command = Cli.hawser(words.formatted(file()).split(" "));

        Cli.failed(Cli.bash("exec \"$@\" 1</dev/null", command), "standard output");
    }

    @Test
    void anEmptyFileToAFullDiskIsWell() throws Exception {
        var empty = Files.createFile(folder.resolve("empty"));

        Cli.succeeded(Cli.hawser("cat", empty.toString()).writingTo(Path.of("/dev/full")));
    }

    @Test
    void aReaderThatDawdlesGetsEverything() throws Exception {
        // A pipe holds 64 KiB, so the writer waits for longer than its own stall time, which must not count against the
        // source.
        var command = Cli.hawser("cat", "--timeout", "200ms", file().toString());

        var ended = Cli.bash("set -o pipefail; \"$@\" | { head -c 100000; sleep 1; cat; }", command)
                .run();

        assertThat(ended.status()).as(ended.toString()).isZero();
        is(CONTENT, ended.out());
    }

    @Test
    void aPipeTakesTheFileAsItIs() throws Exception {
        var pipe = folder.resolve("pipe");
        Cli.succeeded(Command.of("mkfifo", pipe.toString()));

        var ended = Cli.bash(
                        "\"$@\" & cat pipe; wait $!",
                        Cli.hawser("cp", "-q", file().toString(), "pipe").in(folder))
                .run();

        assertThat(ended.status()).as(ended.toString()).isZero();
        is(CONTENT, ended.out());
        assertThat(Cli.tree(folder)).containsExactly("file", "pipe");
    }

    @Test
    void aPipeWhoseReaderGoesAwayIsToldAsAnError() throws Exception {
        var pipe = folder.resolve("pipe");
        Cli.succeeded(Command.of("mkfifo", pipe.toString()));

        var ended = Cli.bash(
                        "head -c 10 pipe & exec \"$@\"",
                        Cli.hawser("cp", "-q", file().toString(), "pipe").in(folder))
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.errText()).contains("pipe", "its reader closed it").hasLineCount(1);
    }

    @Test
    void theNullDeviceStaysADevice() throws Exception {
        Cli.succeeded(Cli.hawser("cp", "-q", file().toString(), "/dev/null"));

        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        try (var beside = Files.list(Path.of("/dev"))) {
            assertThat(beside.map(Path::toString)).noneMatch(name -> name.contains("hawser"));
        }
    }

    @Test
    void answersAndMessagesAreApart() throws Exception {
        var file = file();

        var copied = Cli.succeeded(Cli.hawser("cp", "file", "copy").in(folder));
        assertThat(copied.outText()).isEmpty();
        assertThat(copied.errText())
                .startsWith("copied file to copy: 2.9 MiB in ")
                .hasLineCount(1);

        assertThat(Cli.succeeded(Cli.hawser("cp", "-q", "file", "copy").in(folder))
                        .errText())
                .isEmpty();
        assertThat(Cli.succeeded(Cli.hawser("stat", file.toString())).errText()).isEmpty();
        assertThat(Cli.succeeded(Cli.hawser("--help")).errText()).isEmpty();
        var version = Cli.succeeded(Cli.hawser("--version"));
        assertThat(version.outText()).matches("hawser \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(version.errText()).isEmpty();
    }

    @Test
    void barsOfSeveralFilesLeaveNothingOnTheScreen() throws Exception {
        file();
        Files.createDirectory(folder.resolve("to"));
        Files.writeString(folder.resolve("b\u001b[31m"), "b");

        var ended = Cli.bash("exec \"$@\" file b* to/", Cli.hawser("cp", "--progress", "bar", "--limit-rate", "8M"))
                .in(folder)
                .with("COLUMNS", "60")
                .run();

        assertThat(ended.status()).as(ended.toString()).isZero();
        assertThat(ended.outText()).isEmpty();
        assertThat(ended.errText()).endsWith("\n").doesNotContain("\u001b[31m");
        var last = ended.errText().substring(ended.errText().lastIndexOf("\u001b[J") + 1);
        assertThat(last).contains("copied 2 files").doesNotContain("total");
    }
}
