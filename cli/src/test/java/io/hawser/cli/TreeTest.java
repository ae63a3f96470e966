package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and globs, filters and loops. */
class TreeTest extends SourceFolder {
    @Test
    void aTargetFolderThatIsThereKeepsTheSourcesName() throws Exception {
        file("a");
        Files.createDirectory(folder.resolve("to"));

        Cli.succeeded(Cli.hawser("cp", "-r", "from", "to").in(folder));
        Cli.succeeded(Cli.hawser("cp", "-r", "from", "new/").in(folder));
        Cli.succeeded(Cli.hawser("cp", "-r", ".", "../dots").in(from));

        assertThat(Cli.tree(folder.resolve("to"))).containsExactly("from/", "from/a");
        assertThat(Cli.tree(folder.resolve("new"))).containsExactly("from/", "from/a");
        assertThat(Cli.tree(folder.resolve("dots"))).containsExactly("a");
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of("--include *.gz", List.of("a.gz", "sub/b.gz", "sub/deep/c.gz")),
                Arguments.of("--exclude *.gz", List.of("a.txt", "sub/b.txt", "tmp/x.txt")),
                Arguments.of("--exclude tmp/** --include *.txt", List.of("a.txt", "sub/b.txt")),
                Arguments.of("--exclude *.txt --include tmp/**", List.of()),
                Arguments.of("--include tmp/** --exclude *.txt", List.of("tmp/x.txt")),
                Arguments.of("--include sub/*.gz", List.of("sub/b.gz")),
                Arguments.of("--include [ab].g?", List.of("a.gz", "sub/b.gz")));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void theFirstFilterThatMatchesDecides(String options, List<String> expected) throws Exception {
        for (var name : List.of("a.gz", "a.txt", "sub/b.gz", "sub/b.txt", "sub/deep/c.gz", "tmp/x.txt")) {
            file(name);
        }

        Cli.succeeded(Cli.hawser("cp", "-qr")
                .and(options.split(" "))
                .and("from", "to")
                .in(folder));

        isCopied(folder.resolve("to"), expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from/**/*.gz", "from/*/*.gz", "from/su?/*.gz", "from/[r-t]ub/?.gz"})
    void aGlobIsLookedUp(String glob) throws Exception {
        file("sub/b.gz");
        file("sub/b.txt");
        var to = Files.createDirectory(folder.resolve("to"));

        Cli.succeeded(Cli.hawser("cp", "-q", glob, "to/").in(folder));

        assertThat(Cli.tree(to).stream().filter(name -> !name.endsWith("/")))
                .singleElement()
                .asString()
                .endsWith("b.gz");
    }

    @Test
    void noGlobTakesTheNameAsItIs() throws Exception {
        file("a*");
        file("ab");
        var to = Files.createDirectory(folder.resolve("to"));

        Cli.succeeded(Cli.hawser("cp", "-q", "--no-glob", "from/a*", "to/").in(folder));

        isCopied(to, List.of("a*"));
    }

    @Test
    void aLoopOfLinksIsToldAndTheRestIsCopied() throws Exception {
        file("a");
        file("sub/b");
        Files.createSymbolicLink(from.resolve("sub/up"), Path.of(".."));
        Files.createSymbolicLink(from.resolve("self"), Path.of("self"));

        var ended = Cli.hawser("cp", "-r", "from", "to").in(folder).run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.errText()).contains("from/sub/up", "from/self");
        isCopied(folder.resolve("to"), List.of("a", "sub/b"));
    }

    @Test
    void twoSourcesWithOneTargetAreTold() throws Exception {
        file("one/a");
        file("two/a");
        file("two/b");
        var to = Files.createDirectory(folder.resolve("to"));

        var ended = Cli.hawser("cp", "--report", "-", "from/one/*", "from/two/*", "to/")
                .in(folder)
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(Cli.json(ended.outText()))
                .extracting(line -> line.get("source") + " " + line.get("status"))
                .containsExactlyInAnyOrder("from/one/a copied", "from/two/a failed", "from/two/b copied");
        assertThat(to.resolve("a")).hasContent("one/a");
        assertThat(to.resolve("b")).hasContent("two/b");
    }

    @Test
    void tenThousandSmallFilesAreCopiedAndReported() throws Exception {
        var expected = new TreeSet<String>();
        for (int i = 0; i < 10_000; i++) {
            var name = i % 100 + "/" + i;
            file(name);
            expected.add(name);
        }

        Cli.succeeded(Cli.hawser("cp", "-r", "--sync", "never", "--report", "report", "from", "to")
                .in(folder));

        isCopied(folder.resolve("to"), List.copyOf(expected));
        var numbers = new TreeSet<Long>();
        for (var line : Cli.json(Files.readString(folder.resolve("report")))) {
            assertThat(line).containsEntry("status", "copied");
            numbers.add((long) line.get("n"));
        }
        assertThat(numbers).hasSize(10_000).first().isEqualTo(1L);
        assertThat(numbers.last()).isEqualTo(10_000L);
    }

    @Test
    void oneFileThatFailsDoesNotStopTheOthers() throws Exception {
        file("a");
        file("b");
        Files.createDirectories(folder.resolve("to/a"));

        var ended = Cli.hawser("cp", "from/a", "from/b", "to/").in(folder).run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.errText().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("hawser: to/a: is a folder"),
                        line -> assertThat(line).startsWith("copied 1 file: ").endsWith("; 1 failed"));
        assertThat(folder.resolve("to/b")).hasContent("b");
    }

    @Test
    void aDryRunTellsAndWritesNothing() throws Exception {
        file("a");
        file("sub/b");
        var before = Cli.tree(folder);

        var ended = Cli.succeeded(Cli.hawser("cp", "-r", "--dry-run", "--report", "report", "from", "to")
                .in(folder));

        assertThat(ended.outText().lines())
                .containsExactlyInAnyOrder(
                        "would copy from/a to to/a (1 B)", "would copy from/sub/b to to/sub/b (5 B)");
        assertThat(ended.errText()).isEmpty();
        assertThat(Cli.tree(folder)).isEqualTo(before);
    }
}
