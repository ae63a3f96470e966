package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.PythonSshServer.Kind;
import io.hawser.testkit.Requirement;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that is asked for at a terminal, with the standard streams elsewhere. */
class TerminalPromptTest {
    private static final String WORD = "dragon-geheim-7";

    /** Runs a command on a terminal of its own, types what is given when it is asked, and tells what the terminal showed, its echo at the end, and the status. */
    private static final String SCRIPT = """
            import fcntl, os, pty, sys, termios
            answer = sys.argv[1].encode().decode("unicode_escape").encode()
            terminal, other = pty.openpty()
            pid = os.fork()
            if pid == 0:
                os.setsid()
                fcntl.ioctl(other, termios.TIOCSCTTY, 0)
                null = os.open("/dev/null", os.O_RDWR)
                out = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT, 0o600)
                os.dup2(null, 0)
                os.dup2(out, 1)
                os.dup2(out, 2)
                os.execvp(sys.argv[3], sys.argv[3:])
            shown = b""
            while not shown.endswith((b": ", b"? ")):
                shown += os.read(terminal, 1000)
            hidden = not termios.tcgetattr(other)[3] & termios.ECHO
            os.write(terminal, answer)
            _, status = os.waitpid(pid, 0)
            os.set_blocking(terminal, False)
            try:
                shown += os.read(terminal, 1000)
            except OSError:
                pass
            echo = bool(termios.tcgetattr(other)[3] & termios.ECHO)
            print("hidden", hidden, "echo", echo, "status", os.waitstatus_to_exitcode(status))
            sys.stdout.write(shown.decode())
            """;

    @TempDir
    private static Path folder;

    private static PythonSshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PythonSshServer.serving(Kind.ASYNCSSH, folder)
                .withoutKey()
                .withPassword(WORD)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Command typing(String answer, Path out) {
        return typing(answer, out, server.access().knownHosts());
    }

    private static Command typing(String answer, Path out, Path knownHosts) {
        var access = server.access();
        var command = Cli.hawser("exec", "-F", "none", "-o", "UserKnownHostsFile=" + knownHosts)
                .and("-o", "NumberOfPasswordPrompts=1", access.host().toString(), "--", "echo done");
        return Command.of(Requirement.tool("python3").toString(), "-c", SCRIPT, answer, out.toString())
                .and(command.words().toArray(String[]::new))
                .with("CLASSPATH", command.environment().get("CLASSPATH"));
    }

    @Test
    void isTakenWithoutBeingShown() throws Exception {
        var out = folder.resolve("right");
        var ended = Cli.succeeded(typing(WORD + "\\n", out));

        assertThat(ended.outText())
                .startsWith("hidden True echo True status 0\n")
                .contains("127.0.0.1")
                .doesNotContain(WORD);
        assertThat(out).hasContent("done\n");
    }

    @Test
    void aQuestionOfTwoLinesIsShownOnTwo() throws Exception {
        var out = folder.resolve("refused");
        var ended = Cli.succeeded(typing("no\\n", out, folder.resolve("nobody")));

        assertThat(ended.outText())
                .startsWith("hidden False echo True status 255\n")
                .containsPattern("is not known[.] Its key is [^\\\\]*[.]\\s+Connect to it");
        assertThat(out).content().contains("was not accepted");
    }

    @Test
    void theEchoComesBackWhenItIsInterrupted() throws Exception {
        var ended = Cli.succeeded(typing("half\\x03", folder.resolve("interrupted")));

        assertThat(ended.outText()).startsWith("hidden True echo True status 130\n");
    }

    @Test
    void nobodyIsAskedWithoutATerminal() throws Exception {
        var access = server.access();
        var ended = Command.of(Requirement.tool("setsid").toString(), "--wait")
                .and(Cli.hawser("exec", "-F", "none", "-o", "UserKnownHostsFile=" + access.knownHosts())
                        .and(access.host().toString(), "--", "echo done")
                        .words()
                        .toArray(String[]::new))
                .with("CLASSPATH", Cli.hawser().environment().get("CLASSPATH"))
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(255);
        assertThat(ended.errText()).startsWith("hawser: ").hasLineCount(1);
    }

    @Test
    void theVariableAndTheFileNeedNobody() throws Exception {
        var access = server.access();
        var command = Cli.hawser("exec", "-F", "none", "-o", "UserKnownHostsFile=" + access.knownHosts())
                .and(access.host().toString(), "--", "echo done");
        assertThat(Cli.succeeded(command.with("HAWSER_SSH_PASSWORD", WORD)).outText())
                .isEqualTo("done\n");

        var file = java.nio.file.Files.writeString(folder.resolve("word"), WORD + "\n");
        assertThat(Cli.succeeded(command.with("HAWSER_PASSWORD_FILE", file.toString()))
                        .outText())
                .isEqualTo("done\n");
    }
}
