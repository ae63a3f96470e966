package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of every kind, in folders and as arguments. */
class NamesTest extends SourceFolder {
    private static final List<String> NAMES = List.of(
            "plain",
            "with space",
            " leading and trailing ",
            "größe-日本-📦",
            "#?%[1]*{a,b}!\\",
            "%2e%2e%2f",
            "new\nline",
            "tab\tand\u001bescape",
            "-dash",
            "--help",
            "~",
            "'\"$(x)`y`",
            ".hidden",
            "...",
            "x".repeat(255),
            "ü".repeat(127));

    @Test
    void everyNameArrives() throws Exception {
        for (var name : NAMES) {
            file(name);
            file("sub " + name.substring(0, Math.min(name.length(), 50)) + "/" + name);
        }

        var ended = Cli.succeeded(Cli.hawser("cp", "-r", "from", "to").in(folder));

        assertThat(Cli.tree(folder.resolve("to"))).isEqualTo(Cli.tree(from));
        isCopied(
                folder.resolve("to"),
                Cli.tree(from).stream().filter(name -> !name.endsWith("/")).toList());
        assertThat(ended.errText()).startsWith("copied 32 files: ").hasLineCount(1);
    }

    @Test
    void everyNameIsTakenLiterallyAsAnArgument() throws Exception {
        var to = Files.createDirectory(folder.resolve("to"));
        for (var name : NAMES) {
            file(name);
        }

        Cli.succeeded(Cli.hawser("cp", "-q", "--")
                .and(NAMES.toArray(String[]::new))
                .and(to + "/")
                .in(from));

        isCopied(to, NAMES);
    }

    @Test
    void namesOnTheTerminalLinesAreHarmless() throws Exception {
        file("new\nline\u001b[31m");

        var ended = Cli.succeeded(Cli.hawser("cp", "-rv", "from", "to").in(folder));

        assertThat(ended.errText().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("copied from/new\\nline\\x1b[31m to to/new\\nline\\x1b[31m: "),
                        line -> assertThat(line).startsWith("copied 1 file: "));
    }

    @Test
    void deepNestingIsCopied() throws Exception {
        var name = "d/".repeat(300) + "file";
        file(name);

        Cli.succeeded(Cli.hawser("cp", "-qr", "from", "to").in(folder));

        isCopied(folder.resolve("to"), List.of(name));
    }
}
