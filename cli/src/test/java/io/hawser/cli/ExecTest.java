package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.OpenSshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Remote commands: their output and their status, and nothing else. */
class ExecTest {
    private static final int LOST_BY_ASYNCSSH = 169_426;

    @TempDir
    private static Path served;

    private static OpenSshServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = OpenSshServer.serving(served).start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Command exec(String... words) {
        return Cli.exec(server.access(), words);
    }

    private static Path content(Content content) throws Exception {
        return content.writeTo(Files.createTempFile(served, "content", ""));
    }

    @Test
    void outputsAndStatusAreTheCommands() throws Exception {
        var ended = exec("--", "echo out; echo err >&2; exit 3").run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(3);
        assertThat(ended.outText()).isEqualTo("out\n");
        assertThat(ended.errText()).isEqualTo("err\n");
    }

    @Test
    void itsWordsAreJoinedAsSshDoes() throws Exception {
        var ended = Cli.succeeded(exec("--", "echo", "a  b", "--", "-v", "'c  d'"));

        assertThat(ended.outText()).isEqualTo("a b -- -v c  d\n");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "KILL, 137", "INT, 130", "PIPE, 141"})
    void aSignalIsToldAsAShellTellsIt(String signal, int status) throws Exception {
        var ended = exec("--", "kill -" + signal + " $$").run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
        assertThat(ended.errText()).isEmpty();
    }

    /** More nanoseconds than a number has room for. */
    @Test
    void aDeadlineMayBeFarAway() throws Exception {
        var ended = Cli.succeeded(exec("--deadline", "999999d", "--", "echo done"));

        assertThat(ended.outText()).isEqualTo("done\n");
        assertThat(ended.errText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, LOST_BY_ASYNCSSH, 160 << 10, 4 << 20})
    void aSlowPipeAFileAndADeviceGetAllOfIt(int size) throws Exception {
        var content = Content.random(size, size);
        var command = exec("--", "cat " + content(content));

        var piped = Cli.bash("set -o pipefail; \"$@\" | { head -c 1000; sleep 1; cat; }", command)
                .run();
        assertThat(piped.status()).as(piped.toString()).isZero();
        assertThat(piped.out()).isEqualTo(content.bytes());
        var file = folder.resolve("out");
        Cli.succeeded(command.writingTo(file));
        assertThat(content.mismatch(file)).isEqualTo(OptionalLong.empty());
        Cli.succeeded(command.writingTo(Path.of("/dev/null")));
    }

    @Test
    void aGibibyteIsCompleteAndInOrder() throws Exception {
        var file = content(Content.random(8, 64 << 20));
        var remote = "for i in $(seq 16); do cat %s; done".formatted(file);
        var expected = Command.of("sh", "-c", remote + " | cksum").run();

        var ended = Cli.bash("set -o pipefail; \"$@\" | { head -c 1000; sleep 1; cat; } | cksum", exec("--", remote))
                .run();

        assertThat(ended.status()).as(ended.toString()).isZero();
        assertThat(ended.outText()).isEqualTo(expected.outText());
    }

    @Test
    void bothOutputsAreCompleteAndApart() throws Exception {
        var content = Content.random(2, 1 << 20);
        var file = content(content);

        var ended = Cli.succeeded(exec("--", "cat %s >&2 & cat %s; wait".formatted(file, file)));

        assertThat(ended.out()).isEqualTo(content.bytes());
        assertThat(ended.err()).isEqualTo(content.bytes());
    }

    @Test
    void aPipeThatSomebodySetNotToBlockGetsAllOfIt() throws Exception {
        var content = Content.random(4, 4 << 20);
        var script = """
                import os, subprocess, sys, time
                out, into = os.pipe()
                os.set_blocking(into, False)
                child = subprocess.Popen(sys.argv[1:], stdout=into)
                time.sleep(1)
                assert not os.get_blocking(into)
                os.close(into)
                with os.fdopen(out, "rb") as all:
                    sys.stdout.buffer.write(all.read())
                sys.exit(child.wait())
                """;
        var command = exec("--", "cat " + content(content));

        var ended = Command.of("python3", "-c", script)
                .and(command.words().toArray(String[]::new))
                .with("CLASSPATH", command.environment().get("CLASSPATH"))
                .run();

        assertThat(ended.status()).as(ended.errText()).isZero();
        assertThat(ended.out()).isEqualTo(content.bytes());
    }

    @Test
    void aReaderThatGoesAwayEndsItQuietly() throws Exception {
        var ended = Cli.bash("\"$@\" | head -c 10; exit \"${PIPESTATUS[0]}\"", exec("--", "yes"))
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(141);
        assertThat(ended.errText()).isEmpty();
        assertThat(ended.outText()).isEqualTo("y\ny\ny\ny\ny\n");
    }

    @Test
    void anOutputThatCannotBeWrittenIsTold() throws Exception {
        var full = exec("--", "echo out").writingTo(Path.of("/dev/full")).run();
        assertThat(full.status()).as(full.toString()).isEqualTo(255);
        assertThat(full.errText()).contains("standard output", "o space left").hasLineCount(1);

        var closed = Cli.bash("exec \"$@\" 1</dev/null", exec("--", "echo out")).run();
        assertThat(closed.status()).as(closed.toString()).isEqualTo(255);
        assertThat(closed.errText()).contains("standard output").hasLineCount(1);

        Cli.succeeded(exec("--", "true").writingTo(Path.of("/dev/full")));
    }

    @Test
    void inputIsPassedOnToItsEnd() throws Exception {
        var content = Content.random(3, 3_000_000);

        assertThat(Cli.succeeded(exec("--", "cat").reading(content)).out()).isEqualTo(content.bytes());
        var file = content.writeTo(folder.resolve("in"));
        assertThat(Cli.succeeded(exec("--stdin", file.toString(), "--", "cat")).out())
                .isEqualTo(content.bytes());
        assertThat(Cli.succeeded(exec("--no-stdin", "--", "cat; echo end").reading(content))
                        .outText())
                .isEqualTo("end\n");
    }

    @Test
    void aTerminalThatNobodyTypesAtDelaysNothing() throws Exception {
        // The pipe stays open and empty for as long as the command runs.
        var ended = Cli.bash(
                        "mkfifo held; sleep 300 > held & held=$!; \"$@\" < held; status=$?; kill $held; exit $status",
                        exec("--", "echo done"))
                .in(folder)
                .run();

        assertThat(ended.status()).as(ended.toString()).isZero();
        assertThat(ended.outText()).isEqualTo("done\n");
    }

    @Test
    void filesAppearWhenItEndedWell() throws Exception {
        var both = exec("--stdout", "out", "--stderr", "err", "--", "echo out; echo err >&2")
                .in(folder);
        var ended = Cli.succeeded(both);
        assertThat(ended.outText() + ended.errText()).isEmpty();
        assertThat(folder.resolve("out")).hasContent("out\n");
        assertThat(folder.resolve("err")).hasContent("err\n");

        var worse =
                exec("--stdout", "out", "--", "echo worse; exit 1").in(folder).run();
        assertThat(worse.status()).isEqualTo(1);
        assertThat(folder.resolve("out")).hasContent("out\n");
        assertThat(folder.resolve("out.partial")).hasContent("worse\n");

        Cli.succeeded(exec("--stdout", "out", "--stderr-to-stdout", "--", "echo one; sleep 0.2; echo two >&2")
                .in(folder));
        assertThat(folder.resolve("out")).hasContent("one\ntwo\n");
        assertThat(Cli.tree(folder)).containsExactly("err", "out");
    }

    @Test
    void aDeadlineEndsIt() throws Exception {
        var ended = exec("--deadline", "2s", "--", "echo begun; exec sleep 600").run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(255);
        assertThat(ended.outText()).isEqualTo("begun\n");
        assertThat(ended.errText()).endsWith(": the deadline of 2 s passed\n").hasLineCount(1);
    }

    @Test
    void whatRanIsEndedWithIt() throws Exception {
        var mark = served.resolve("running");
        var remote = "trap '' PIPE; touch %s; while echo; do sleep 0.1; done 2>/dev/null; rm %s".formatted(mark, mark);
        exec("--deadline", "2s", "--", remote).run();

        Eventually.holds(() -> !Files.exists(mark), () -> "still there");
    }

    @Test
    void nothingIsAddedToWhatAChattyProfileSays() throws Exception {
        // To a command it is output like any other; only a protocol would stumble over it.
        var ended = Cli.succeeded(exec("--", "echo Welcome; cat").reading(Content.text("data")));

        assertThat(ended.outText()).isEqualTo("Welcome\ndata");
    }
}
