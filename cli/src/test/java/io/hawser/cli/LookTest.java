package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.ServedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ls}, {@code stat}, {@code rm}, {@code clean}, {@code completion} and {@code demo}. */
class LookTest {
    private static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

    @TempDir
    Path folder;

    private Path file(String name, String text) throws Exception {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setLastModifiedTime(file, FileTime.from(TIME));
    }

    @Test
    void lsShowsNamesAndMoreIfAsked() throws Exception {
        file("b", "bb");
        file("sub/c", "ccc");

        assertThat(Cli.succeeded(Cli.hawser("ls", folder.toString())).outText().lines())
                .containsExactlyInAnyOrder("b", "sub/");
        assertThat(Cli.succeeded(Cli.hawser("ls", "-r", folder + "/")).outText().lines())
                .contains("b", "sub/c");
        assertThat(Cli.succeeded(Cli.hawser("ls", "-l", folder.resolve("b").toString()))
                        .outText())
                .isEqualTo("             2  2001-02-03 04:05:06Z  b\n");
        assertThat(Cli.json(Cli.succeeded(
                                Cli.hawser("ls", "--json", folder.resolve("sub").toString()))
                        .outText()))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("name", "c")
                        .containsEntry("location", folder.resolve("sub/c").toString())
                        .containsEntry("kind", "file")
                        .containsEntry("size", 3L)
                        .containsEntry("modified", TIME.toString()));
    }

    @Test
    void statTellsWhatTheServerTells() throws Exception {
        var content = Content.random(1, 5000);
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", ServedFile.of(content).withReprDigest());

            var text = Cli.succeeded(Cli.hawser("stat", server.url("/a"))).outText();
            assertThat(text.lines())
                    .contains(
                            "location: " + server.url("/a"),
                            "kind: file",
                            "size: 5000 (4.9 KiB)",
                            "modified: " + ServedFile.SOME_TIME,
                            "sha256: " + content.sha256());

            assertThat(Cli.json(Cli.succeeded(Cli.hawser("stat", "--json", server.url("/a")))
                            .outText()))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .containsEntry("size", 5000L)
                            .containsEntry("digests", Map.of("sha256", content.sha256())));
        }
    }

    @Test
    void rmRemovesFilesLinksAndFoldersAndNothingThatALinkLeadsTo() throws Exception {
        file("kept/file", "x");
        file("tree/sub/file", "x");
        file("file", "x");
        Files.createSymbolicLink(folder.resolve("tree/link"), folder.resolve("kept"));

        Cli.succeeded(Cli.hawser("rm", "-r", "tree", "file").in(folder));

        assertThat(Cli.tree(folder)).containsExactly("kept/", "kept/file");
    }

    @Test
    void rmRemovesFromAServer() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            var served = new ServedFolder();
            served.put("/a", Content.text("x"));
            server.on("/", served);

            Cli.succeeded(Cli.hawser("rm", server.url("/a")));

            assertThat(served.content("/a")).isEmpty();
        }
    }

    @Test
    void cleanRemovesWhatIsAbandonedAndLeavesWhatIsInUse() throws Exception {
        file("file", "x");
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", Content.random(5, 64 << 20));
            var command = Cli.hawser("cp", "-q", "--limit-rate", "1M", "--parallel", "1", server.url("/a"))
                    .in(folder);
            try (var dead = command.and("dead").start();
                    var live = command.and("live").start()) {
                assertThat(dead.signalWhen(Signal.KILL, () -> hasBlocks("dead")))
                        .isTrue();
                dead.await();
                Eventually.holds(() -> hasBlocks("live"), live::err);
                var before = Cli.tree(folder);
                assertThat(before).hasSize(5);

                var told = Cli.succeeded(Cli.hawser("clean", "-n", ".").in(folder));
                assertThat(told.outText())
                        .startsWith("would remove ")
                        .contains(".dead.hawser-part")
                        .hasLineCount(1);
                assertThat(Cli.tree(folder)).isEqualTo(before);

                var removed = Cli.succeeded(Cli.hawser("clean", ".").in(folder));
                assertThat(removed.outText())
                        .startsWith("removed ")
                        .contains(".dead.hawser-part")
                        .hasLineCount(1);
                assertThat(Cli.tree(folder)).containsExactly(".live.hawser-journal", ".live.hawser-part", "file");
            }
        }
    }

    /** While its lock is taken, a journal is larger for a moment. */
    private boolean hasBlocks(String name) {
        long size = folder.resolve("." + name + ".hawser-journal").toFile().length();
        return size > 100 && size < 1000;
    }

    @Test
    void theCompletionScriptIsOneThatBashUnderstands() throws Exception {
        var script = Cli.succeeded(Cli.hawser("completion")).outText();

        var words = Cli.succeeded(Command.of(
                        "bash",
                        "-c",
                        "source /dev/stdin && COMP_WORDS=(hawser cp --part) COMP_CWORD=2 && "
                                + "complete -p hawser && _complete_hawser && echo \"${COMPREPLY[@]}\"")
                .reading(Content.text(script)));

        assertThat(script).contains("--part-size").doesNotContain("aot-train");
        assertThat(words.outText()).contains("--part-size");
    }

    @Test
    void theDemoKeepsItsPromises() throws Exception {
        var ended = Cli.succeeded(Cli.hawser("demo"));

        assertThat(ended.outText())
                .contains("second run", "equal", "the same SHA-256")
                .doesNotContain("NOT AS PROMISED");
    }

    @Test
    void trainingIsSilent() throws Exception {
        var ended = Cli.succeeded(Cli.hawser("aot-train"));

        assertThat(ended.outText() + ended.errText()).isEmpty();
    }
}
