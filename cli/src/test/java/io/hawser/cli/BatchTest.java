package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole batches, in every form. */
class BatchTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeSources() throws Exception {
        for (var name : List.of("a", "b", "sub/c", "sub/d.tmp", "od\td")) {
            var file = folder.resolve("from").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private Command run(String... words) {
        return Cli.hawser("run", "--progress", "none").and(words).in(folder);
    }

    private void manifest(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private List<Map<String, Object>> report() throws IOException {
        return Cli.json(Files.readString(folder.resolve("report"))).stream()
                .sorted(Comparator.comparing(line -> (Long) line.get("n")))
                .toList();
    }

    private static Object kind(Map<String, Object> line) {
        return line.get("error") instanceof Map<?, ?> error ? error.get("kind") : null;
    }

    @ParameterizedTest
    @CsvSource({
        "m.yaml, false",
        "m.json, false",
        "m.tsv, false",
        "m.jsonl, false",
        "m.yaml, true",
        "m.json, true",
        "m.tsv, true",
        "m.jsonl, true"
    })
    void isCopiedInEveryForm(String name, boolean fromStandardInput) throws Exception {
        var text = switch (name) {
            case "m.yaml" ->
                "# a comment\nversion: 1\ntransfers:\n  - {from: from/a, to: 'to/${X}/one'}\n  - from: from/b\n    to: to/${X}/";
            case "m.json" ->
                "{\"version\": 1, \"transfers\": [\n{\"from\": \"from/a\", \"to\": \"to/${X}/one\"}, {\"to\": \"to/${X}/\", \"from\": \"from/b\"}]}";
            case "m.tsv" -> "from/a\tto/${X}/one\r\n\r\nfrom/b\tto/${X}/";
            default ->
                "{\"from\": \"from/a\", \"to\": \"to/${X}/one\"}\r\n\n{\"to\": \"to/${X}/\", \"from\": \"from/b\"}";
        };
        manifest(name, "\ufeff" + text);
        var words = run("--report", "report", "--var", "X=a b");
        var command = fromStandardInput ? words.and("-").reading(Content.text("\ufeff" + text)) : words.and(name);

        assertThat(Cli.succeeded(command).errText()).startsWith("copied 2 files: 2 B in ");

        assertThat(Cli.tree(folder.resolve("to"))).containsExactly("a b/", "a b/b", "a b/one");
        assertThat(folder.resolve("to/a b/one")).hasContent("a");
        assertThat(report()).extracting(line -> line.get("n")).containsExactly(1L, 2L);
        assertThat(report()).extracting(line -> line.get("source")).containsExactly("from/a", "from/b");
        assertThat(report()).extracting(line -> line.get("status")).containsOnly("copied");
    }

    @Test
    void theFormatBeatsTheName() throws Exception {
        manifest("list.json", "from/a\tto/a\n");
        Cli.succeeded(run("--format", "tsv", "list.json"));
        assertThat(folder.resolve("to/a")).hasContent("a");
    }

    @Test
    void namesWithTabsGoByJsonLines() throws Exception {
        manifest("m.jsonl", "{\"from\": \"from/od\\td\", \"to\": \"to/n\\new\"}");
        Cli.succeeded(run("m.jsonl"));
        assertThat(folder.resolve("to/n\new")).hasContent("od\td");
    }

    @ParameterizedTest
    @CsvSource({"m.yaml, 'version: 1\ntransfers: []'", "m.tsv, ''", "m.jsonl, '\n\n'"})
    void nothingToDoIsDone(String name, String text) throws Exception {
        manifest(name, text);
        assertThat(Cli.succeeded(run(name)).errText()).isEqualTo(name + ": no transfers, so nothing is copied\n");
    }

    @Test
    void eachTransferHasItsOwnOptions() throws Exception {
        manifest("m.yaml", """
                version: 1
                defaults: { exclude: '*.tmp', verify: none }
                transfers:
                  - { from: from/sub, to: to/tree, recursive: true }
                  - { from: from/sub, to: to/all, recursive: true, exclude: [] }
                  - { from: 'from/*', to: to/glob }
                  - { from: 'from/*', to: to/literal, no_glob: true }
                  - { from: from/a, to: to/sum, verify: 'md5:0cc175b9c0f1b6a831c399e269772661' }
                  - { from: from/b, to: to/wrong, verify: 'md5:0cc175b9c0f1b6a831c399e269772661', attempts: 1 }
                  - { from: from/b, to: to/size, expected_size: 2 }
                  - { from: [from/a, from/b], to: to/both }
                  - { from: leaving/e, to: to/moved, delete_source: true, verify: auto, if_exists: fail }
                """);
        Files.createDirectory(folder.resolve("leaving"));
        Files.writeString(folder.resolve("leaving/e"), "e");
        var ended = run("m.yaml", "--report", "report").run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(Cli.tree(folder.resolve("to")))
                .contains(
                        "tree/c",
                        "all/c",
                        "all/d.tmp",
                        "glob/a",
                        "glob/b",
                        "glob/od\td",
                        "sum",
                        "both/a",
                        "both/b",
                        "moved")
                .doesNotContain("tree/d.tmp", "literal", "wrong", "size");
        assertThat(folder.resolve("leaving/e")).doesNotExist();
        assertThat(report())
                .filteredOn(line -> line.get("status").equals("failed"))
                .extracting(BatchTest::kind)
                .containsExactlyInAnyOrder("not_found", "corrupt", "rejected");
        assertThat(ended.errText()).contains("1 verified (given)", "unverified: not asked for", "3 failed");
    }

    @Test
    void whatIsMissingFailsAloneAndTheEndTellsOfEachCause() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/secret/", Handler.always(Answer.status(403)));
            server.serve("/good", Content.text("good"));
            manifest(
                    "m.tsv",
                    String.join(
                            "\n",
                            "from/missing\tto/1",
                            "from/*.none\tto/2/",
                            "nowhere/*\tto/3/",
                            "from/sub\tto/4",
                            server.url("/1") + "\tto/5",
                            server.url("/2") + "\tto/6",
                            server.url("/secret/a") + "\tto/7",
                            server.url("/good") + "\tto/8",
                            "from/a\tto/9",
                            "from/b\tto/./x/../9",
                            "from/a\t/dev/null",
                            "from/b\t/dev/null"));
            var ended = run("m.tsv", "--report", "report").run();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
            assertThat(report())
                    .extracting(BatchTest::kind)
                    .containsExactly(
                            "not_found",
                            "not_found",
                            "not_found",
                            "usage",
                            "not_found",
                            "not_found",
                            "denied",
                            null,
                            null,
                            "conflict",
                            null,
                            null);
            assertThat(ended.errText().lines())
                    .filteredOn(line -> line.startsWith("hawser: "))
                    .hasSize(8)
                    .anyMatch(line -> line.equals(
                            "hawser: m.tsv:4: from/sub: is a folder; add -r to copy it with all that is in it"))
                    .anyMatch(line -> line.endsWith("another source of this run goes to the same name (m.tsv:10)"));
            assertThat(ended.errText())
                    .contains("copied 4 files: ", "; 8 failed\n")
                    .contains("failed: 8: 3 not found, 2 not found (HTTP 404), 1 ")
                    .contains("1 denied (HTTP 403)", "1 in conflict", "1 wrongly asked for")
                    .contains("  first of 2 not found (HTTP 404): " + server.url("/"));
            assertThat(Cli.tree(folder.resolve("to"))).containsExactly("8", "9");
        }
    }

    @Test
    void aLineOfStandardInputFailsAlone() throws Exception {
        var lines = "from/a\tto/a\nno tab\ngopher://h/x\tto/x\nfrom/b\tto/b\nfrom/a\tto/a\n-\tto/in\n";
        var ended = run("-", "--report", "report").reading(Content.text(lines)).run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(report())
                .extracting(BatchTest::kind)
                .containsExactly(null, "usage", "usage", null, "conflict", "usage");
        assertThat(report().get(1)).containsEntry("source", "standard input:2").containsEntry("target", "");
        assertThat(ended.errText())
                .contains("hawser: standard input:2: no tab")
                .contains("hawser: standard input:3: gopher://h/x: unknown scheme")
                .contains("hawser: standard input:6: -: standard input can be read once only")
                .contains("failed: 4: 3 wrongly asked for, 1 in conflict");
        assertThat(Cli.tree(folder.resolve("to"))).containsExactly("a", "b");
    }

    @Test
    void whatIsWrongInTwoLinesIsToldWithThePlaceOfEach() throws Exception {
        var line = "{\"from\": \"from/a\", \"to\": \"to/%s\", \"attempts\": \"x\"}\n";
        var ended = run("-").reading(Content.text(line.formatted("a") + line.formatted("b")))
                .run();

        assertThat(ended.errText())
                .contains("hawser: standard input:1:")
                .contains("hawser: standard input:2:")
                .doesNotContain("standard input:2:1: standard input:1:");
    }

    @Test
    void aCredentialOfOneHostReachesNoOtherThatALaterLineNames() throws Exception {
        try (var own = ScriptedHttpServer.start();
                var other = ScriptedHttpServer.start()) {
            own.serve("/a", Content.text("a"));
            other.serve("/b", Content.text("b"));
            var lines = own.url("/a") + "\tto/a\n" + other.url("/b") + "\tto/b\n" + own.url("/a") + "\tto/c\n";
            var ended = run("-", "--report", "report")
                    .with("HAWSER_HTTP_TOKEN", "hidden")
                    .reading(Content.text(lines))
                    .run();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
            assertThat(report()).extracting(BatchTest::kind).containsExactly(null, "usage", null);
            assertThat(ended.errText())
                    .contains("standard input:2: HAWSER_HTTP_TOKEN is for one host")
                    .doesNotContain("hidden");
            assertThat(other.exchanges()).isEmpty();
        }
    }

    @Test
    void whatListingsFindCollidesWhenItComes() throws Exception {
        manifest(
                "m.yaml",
                "version: 1\ntransfers:\n  - {from: from/a, to: to/}\n  - {from: 'from/[ab]', to: '" + folder
                        + "/to'}\n");
        var ended = run("m.yaml", "--report", "report").run();

        assertThat(ended.status()).isEqualTo(1);
        assertThat(report())
                .extracting(BatchTest::kind)
                .containsOnlyOnce("conflict")
                .hasSize(3);
        assertThat(folder.resolve("to/b")).hasContent("b");
    }

    @Test
    void aDryRunTellsOfEachAndMakesNothing() throws Exception {
        manifest(
                "m.yaml",
                "version: 1\ntransfers:\n  - {from: [from/a, from/b], to: to/new/}\n  - {from: 'from/sub', to: tree, recursive: true}\n");

        assertThat(Cli.succeeded(run("--dry-run", "m.yaml")).outText().lines())
                .containsExactlyInAnyOrder(
                        "would copy from/a to to/new/a (1 B)",
                        "would copy from/b to to/new/b (1 B)",
                        "would copy from/sub/c to tree/c (5 B)",
                        "would copy from/sub/d.tmp to tree/d.tmp (9 B)");
        assertThat(Cli.tree(folder)).doesNotContain("to/", "tree/");
    }

    @Test
    void aSecondRunPutsFoldersWhereTheFirstOneDid() throws Exception {
        manifest(
                "m.yaml", "version: 1\ntransfers:\n  - {from: from/sub, to: tree, recursive: true, if_exists: skip}\n");

        Cli.succeeded(run("m.yaml"));
        assertThat(Cli.succeeded(run("m.yaml")).errText()).endsWith("; 2 skipped\n");

        assertThat(Cli.tree(folder.resolve("tree"))).containsExactly("c", "d.tmp");
    }

    @ParameterizedTest
    @CsvSource({"m.yaml", "m.tsv", "-"})
    void afterEnoughFailuresNothingIsStarted(String name) throws Exception {
        var yaml =
                "version: 1\ntransfers:\n  - {from: from/a, to: to/0}\n  - {from: no/1, to: to/1}\n  - {from: no/2, to: to/2}\n"
                        + "  - {from: from/a, to: to/3}\n  - {from: from/b, to: to/4}\n";
        var lines = "from/a\tto/0\nno/1\tto/1\nno/2\tto/2\nfrom/a\tto/3\nfrom/b\tto/4\n";
        manifest("m.yaml", yaml);
        manifest("m.tsv", lines);
        var ended = run(name, "--transfers", "1", "--max-failures", "2", "--report", "report")
                .reading(Content.text(lines))
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(report()).extracting(line -> line.get("status")).containsExactly("copied", "failed", "failed");
        assertThat(Cli.tree(folder.resolve("to"))).containsExactly("0");
        assertThat(ended.errText())
                .contains("failed: 2: 2 not found\n")
                .endsWith("stopped after 2 failures; "
                        + (name.equals("-")
                                ? "transfers begun: 3, and nothing was read after them\n"
                                : "transfers not begun: 2 of 5\n"));
    }

    @Test
    void whatIsUnderWayAtTheLastFailureEnds() throws Exception {
        var content = Content.random(3, 1 << 20);
        try (var server = ScriptedHttpServer.start()) {
            server.on("/slow", ServedFile.of(content));
            manifest("m.tsv", server.url("/slow") + "\tto/slow\nno/1\tto/1\n" + "from/a\tto/a\n".repeat(50));
            var ended = run("m.tsv", "--transfers", "2", "--max-failures", "1", "--limit-rate", "512K")
                    .run();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
            assertThat(content.mismatch(folder.resolve("to/slow"))).isEmpty();
            assertThat(ended.errText()).contains("stopped after ", "; transfers not begun: ", " of 52");
        }
    }

    @Test
    void standardInputThatStaysOpenDoesNotKeepARunThatGaveUp() throws Exception {
        Cli.succeeded(Command.of("mkfifo", folder.resolve("in").toString()));
        var script = "exec 3<>in; printf 'no/1\\tto/1\\n' >&3; exec \"$@\" <&3";

        var ended = Cli.bash(script, run("-", "--max-failures", "1")).run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.errText()).contains("stopped after 1 failure; transfers begun: 1, and nothing was read");
    }

    @Test
    void progressKnowsHowManyFilesAWholeManifestHas() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/slow", ServedFile.of(Content.random(3, 3 << 20)));
            manifest(
                    "m.yaml",
                    "version: 1\ntransfers:\n  - {from: [from/a, from/b], to: to/}\n  - {from: '" + server.url("/slow")
                            + "', to: to/slow}\n");
            var ended = Cli.succeeded(Cli.hawser("run", "m.yaml", "--progress", "json", "--limit-rate", "1M")
                    .in(folder));

            assertThat(ended.errText().lines())
                    .filteredOn(line -> line.startsWith("{"))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("\"files\":3,"));
        }
    }
}
