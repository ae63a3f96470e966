package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot mean anything ends 2 with one line that says what would be right, and changes nothing. */
class UsageErrorTest {
    @TempDir
    Path folder;

    private static Arguments wrong(String line, String... reasons) {
        return Arguments.of(line, reasons);
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                wrong("", "a command is needed: cp, ls"),
                wrong("cp a", "hawser cp SOURCE... TARGET"),
                wrong("cp --bogus a b", "unknown option '--bogus'"),
                wrong("cp gopher://example.com/a b", "gopher", "http", "https"),
                wrong("cp a gopher://example.com/b", "gopher", "http"),
                wrong("cp http:example.com/a b", "write http://host/path"),
                wrong("cp http:///a b", "http://host/path is needed"),
                wrong("cp file:a b", "file: takes an absolute path"),
                wrong("cp http://exa_mple:port/a b", "port"),
                wrong("cp --part-size 8X a b", "--part-size 8X: unknown unit 'X'"),
                wrong("cp --part-size x a b", "--part-size x: not a size"),
                wrong("cp --part-size 0 a b", "--part-size 0: a part has at least 1 byte"),
                wrong("cp --part-size -1 a b", "--part-size -1: cannot be negative"),
                wrong("cp --limit-rate -5M a b", "--limit-rate -5M: cannot be negative"),
                wrong("cp --min-rate -1 a b", "--min-rate -1: cannot be negative"),
                wrong("cp --parallel 0 a b", "--parallel 0: must be from 1 to 256"),
                wrong("cp --transfers many a b", "--transfers many: not a number; write one from 1 to 1024"),
                wrong("cp --attempts 0 a b", "--attempts 0: must be from 1"),
                wrong("cp --timeout 30 a b", "--timeout 30: not a duration", "30s"),
                wrong("cp --deadline 0s a b", "--deadline 0s: must be longer than 0"),
                wrong("cp --verify md4:aa a b", "--verify md4:aa: ", "unknown digest 'md4'"),
                wrong("cp --verify sha256:aa a b", "--verify sha256:aa: "),
                wrong("cp --if-exists maybe a b", "must be overwrite, skip, fail or changed"),
                wrong("cp --sync often a b", "must be always or never"),
                wrong("cp --progress loud a b", "must be auto, bar, plain, json or none"),
                wrong("cp --header X:value a b", "a value is never an argument"),
                wrong("cp --header X a b", "write NAME:@FILE or NAME:env:VARIABLE"),
                wrong("cp --header X:@nofile a b", "the file nofile cannot be read"),
                wrong("cp --header X:env:NOTHING a b", "the environment has no variable NOTHING"),
                wrong("cp --cacert nofile a b", "--cacert nofile: there is no such file"),
                wrong("cp --report nofolder/r a b", "--report nofolder/r: the report cannot be written there"),
                wrong("cp --report - a -", "standard output takes the file already"),
                wrong("cp -r http://127.0.0.1:1/dir/ b", "has no listings"),
                wrong(
                        "cp --header Authorization:@a http://127.0.0.1:1/x http://127.0.0.2:1/y",
                        "would go to every host",
                        "http://127.0.0.1:1 and http://127.0.0.2:1"),
                wrong("cp --root sub a b", "unknown option '--root'"),
                wrong("serve", "serve needs --root DIR", "--config FILE"),
                wrong("cp missing b", "missing: there is no such file"),
                wrong("cp a missing b/", "missing: there is no such file"),
                wrong("cp dangling b", "the symbolic link leads nowhere"),
                wrong("cp a nofolder/b", "nofolder: there is no such folder"),
                wrong("cp a nofolder/", "nofolder/: there is no such folder"),
                wrong("cp a other nofolder", "nofolder: there is no such folder"),
                wrong("cp a other old", "old: not a folder, as several sources need"),
                wrong("cp a old/", "not a folder, as a trailing slash says"),
                wrong("cp a sub/a to/", "a and sub/a would both become to/a"),
                wrong("cp a a to/", "a and a would both become to/a"),
                wrong("cp - - to/", "standard input can be read once only"),
                wrong("cp - to/", "standard input has no name"),
                wrong("cp *.none to/", "*.none: nothing matches"),
                wrong("cp nofolder/* to/", "nofolder/*: nothing matches"),
                wrong("cp sub b", "sub: is a folder; add -r"),
                wrong("cp a sub/a -", "standard output takes one file"),
                wrong("cp -r sub -", "standard output takes one file"),
                wrong("cp -r sub old", "old: not a folder, as a folder needs for its copy"),
                wrong("cp -r sub sub/in", "copied into itself"),
                wrong("cp a a", "are the same file"),
                wrong("cp a ./a", "are the same file"),
                wrong("cp a link", "are the same file"),
                wrong("cp --report a a b", "--report a: ", "source"),
                wrong("cp --report old a old", "--report old: ", "target"),
                wrong("cp --report new a ./new", "--report new: ", "target"),
                wrong("cp -r --verify sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709 sub b", "holds for one file"),
                wrong("cp --expected-size 5 a other to/", "--expected-size 5: holds for one file"),
                wrong("cp --delete-source - b", "-: cannot be deleted"),
                wrong("cp --delete-source --verify none a b", "a: is deleted only after its copy was verified"),
                wrong("cp http://127.0.0.1:1/a http://127.0.0.1:1/b http://127.0.0.1:1/c", "end it with a slash"),
                wrong("ls", "hawser ls LOCATION"),
                wrong("ls gopher://h/a", "gopher"),
                wrong("stat gopher://h/a", "gopher"),
                wrong("cat gopher://h/a", "gopher"),
                wrong("cat --range 5 a", "--range 5: not a range"),
                wrong("cat --range 5-4 a", "--range 5-4: the last byte lies before the first"),
                wrong("rm", "hawser rm LOCATION..."),
                wrong("rm /", "/: cannot be removed"),
                wrong("rm -", "-: cannot be removed"),
                wrong("clean missing", "missing: there is no such folder"),
                wrong("clean http://h/", "clean takes a folder of this machine"),
                wrong("clean --password-file nofile sub", "--password-file nofile: there is no such file"),
                wrong("exec", "hawser exec ssh://[USER@]HOST[:PORT] -- COMMAND"),
                wrong("exec ssh://h", "hawser exec ssh://[USER@]HOST[:PORT] -- COMMAND"),
                wrong("exec ssh://h ls", "hawser exec ssh://[USER@]HOST[:PORT] -- COMMAND"),
                wrong("exec ssh://h --", "hawser exec ssh://[USER@]HOST[:PORT] -- COMMAND"),
                wrong("exec -- ssh://h ls", "hawser exec ssh://[USER@]HOST[:PORT] -- COMMAND"),
                wrong("exec sftp://h -- ls", "write ssh://[user@]host[:port]"),
                wrong("exec ssh://h/path -- ls", "write ssh://[user@]host[:port]"),
                wrong("exec h -- ls", "write ssh://[user@]host[:port]"),
                wrong("exec ssh://h:99999 -- ls", "99999"),
                wrong("exec --bogus ssh://h -- ls", "unknown option '--bogus'"),
                wrong("exec --parallel 2 ssh://h -- ls", "unknown option '--parallel'"),
                wrong("exec --deadline 5 ssh://h -- ls", "--deadline 5: not a duration"),
                wrong("exec --stdin nofile ssh://h -- cat", "--stdin nofile: there is no such file"),
                wrong("exec --stdin a --no-stdin ssh://h -- cat", "--stdin and --no-stdin contradict each other"),
                wrong("exec --stdout sub ssh://h -- ls", "--stdout sub: is a folder"),
                wrong("exec --stderr nofolder/e ssh://h -- ls", "--stderr nofolder/e: its folder does not exist"),
                wrong("exec --stdout b --stderr ./b ssh://h -- ls", "use --stderr-to-stdout"),
                wrong("exec --stderr b --stderr-to-stdout ssh://h -- ls", "contradict each other"),
                wrong("exec -i nokey ssh://h -- ls", "--identity nokey: there is no such file"),
                wrong("exec -F noconfig ssh://h -- ls", "--ssh-config noconfig: there is no such file"),
                wrong("exec -o nonsense ssh://h -- ls", "--ssh-option nonsense: not a setting of SSH", "KEY=VALUE"),
                wrong("cp -i nokey sftp://h/a b", "--identity nokey: there is no such file"),
                wrong("demo now", "too many operands: 'now'"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void isToldInOneLine(String line, String[] reasons) throws Exception {
        fill();
        var before = Cli.tree(folder);
        var words = line.isEmpty() ? new String[0] : line.split(" ");

        Cli.refused(Cli.hawser(words).in(folder), reasons);

        assertThat(Cli.tree(folder)).isEqualTo(before);
        assertThat(folder.resolve("a")).hasContent("a");
        assertThat(folder.resolve("old")).hasContent("old");
    }

    private void fill() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        Files.writeString(folder.resolve("other"), "other");
        Files.writeString(folder.resolve("old"), "old");
        Files.createDirectory(folder.resolve("to"));
        Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("a"), "sub");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
    }

    @Test
    void aWrongVariableIsNamed() throws Exception {
        fill();
        Cli.refused(
                Cli.hawser("cp", "a", "b").in(folder).with("HAWSER_PART_SIZE", "0"),
                "HAWSER_PART_SIZE 0: a part has at least 1 byte");
    }

    @Test
    void aWrongLineOfTheConfigurationFileIsNamed() throws Exception {
        fill();
        var config = Files.writeString(folder.resolve("config.yaml"), "parallel: 2\npart_size: 0\n");
        var command = Cli.hawser("cp", "a", "b").in(folder).with("HAWSER_CONFIG", config.toString());

        Cli.refused(command, config + ":2:12: part_size 0: a part has at least 1 byte");
        Files.writeString(config, "locations:\n  /else:\n    part_size: 0\n");
        Cli.refused(command, config + ":3:16: part_size 0: a part has at least 1 byte");
        Files.writeString(config, "parallel: 2\nparalel: 2\n");
        Cli.refused(command, config + ":2:1: unknown key 'paralel'");
    }

    @Test
    void oneTokenIsNotForTwoHosts() throws Exception {
        Cli.refused(
                Cli.hawser("cp", "http://127.0.0.1:1/a", "http://127.0.0.1:2/b").with("HAWSER_HTTP_TOKEN", "geheim"),
                "HAWSER_HTTP_TOKEN is for one host",
                "127.0.0.1:1 and 127.0.0.1:2");
    }

    @Test
    void onePasswordIsNotForTwoHosts(@TempDir Path other) throws Exception {
        var file = Files.writeString(other.resolve("word"), "geheim").toString();
        var copy = Cli.hawser("cp", "sftp://one.example/a", "sftp://alice@two.example/b");

        Cli.refused(
                copy.with("HAWSER_SSH_PASSWORD", "geheim"),
                "HAWSER_SSH_PASSWORD is for one host",
                "one.example and two.example",
                "password_file");
        Cli.refused(copy.and("--password-file", file), "--password-file is for one host");
    }

    @Test
    void aPasswordInALocationOfSshIsNeverTakenNorRepeated() throws Exception {
        for (var words : List.of(
                List.of("exec", "ssh://alice:geheim@h", "--", "ls"),
                List.of("ls", "sftp://alice:geheim@h/"),
                List.of("cp", "sftp://alice:geheim@h/a", "b"),
                List.of("cp", "--verify", "md5:@sftp://alice:geheim@h/a", "a", "b"),
                List.of("rm", "sftp://alice:geheim@h/a"))) {
            var refused =
                    Cli.refused(Cli.hawser(words.toArray(String[]::new)), "alice@h", "a password is never an argument");

            assertThat(refused.errText()).doesNotContain("geheim");
        }
    }

    @Test
    void controlCharactersCannotForgeALine() throws Exception {
        Cli.refused(Cli.hawser("cp", "no\nsuch\u001b[31mfile", "b").in(folder), "no\\nsuch\\x1b[31mfile");
    }

    @Test
    void quietDoesNotSilenceIt() throws Exception {
        Cli.refused(Cli.hawser("cp", "-q", "missing", "b").in(folder), "missing");
        assertThat(List.of(folder.toFile().list())).isEmpty();
    }
}
