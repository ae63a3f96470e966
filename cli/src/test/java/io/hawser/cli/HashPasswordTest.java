package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import org.junit.jupiter.api.Test;

/** {@code hawser serve hash-password} with a terminal as its standard input. */
class HashPasswordTest {
    /** Runs a command on a terminal of its own, answers each question with the next word, and tells what the terminal showed and the status. */
    private static final String SCRIPT = """
            import fcntl, os, pty, sys, termios
            answers = sys.argv[1].split(",")
            terminal, other = pty.openpty()
            pid = os.fork()
            if pid == 0:
                os.setsid()
                fcntl.ioctl(other, termios.TIOCSCTTY, 0)
                os.dup2(other, 0)
                os.execvp(sys.argv[2], sys.argv[2:])
            for answer in answers:
                shown = b""
                while not shown.endswith(b": "):
                    shown += os.read(terminal, 1000)
                print(shown.decode().strip(), flush=True)
                os.write(terminal, answer.encode() + b"\\n")
            _, status = os.waitpid(pid, 0)
            os.set_blocking(terminal, False)
            try:
                print(os.read(terminal, 1000).decode().strip())
            except OSError:
                pass
            print("status", os.waitstatus_to_exitcode(status))
            """;

    private static Command typing(String answers) {
        var command = Cli.hawser("serve", "hash-password");
        return Command.of(Requirement.tool("python3").toString(), "-c", SCRIPT, answers)
                .and(command.words().toArray(String[]::new))
                .with("CLASSPATH", command.environment().get("CLASSPATH"));
    }

    @Test
    void asksTwiceAndShowsNothing() throws Exception {
        var ended = Cli.succeeded(typing("geheim,geheim"));

        assertThat(ended.outText())
                .contains("Password:", "Again:")
                .containsPattern("(?m)^\\$2b\\$12\\$[./A-Za-z0-9]{53}$")
                .endsWith("status 0\n")
                .doesNotContain("geheim");
    }

    @Test
    void twoThatDifferMakeNoHash() throws Exception {
        var ended = Cli.succeeded(typing("geheim,anders"));

        assertThat(ended.errText()).isEqualTo("hawser: hash-password: the two passwords differ\n");
        assertThat(ended.outText()).endsWith("status 2\n").doesNotContain("$2b$", "geheim", "anders");
    }
}
