package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    /** A program of the class path that says what it sees and then, if asked to, waits to be killed. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println("home " + System.getenv("HOME"));
            System.out.println("proxy " + System.getenv("https_proxy"));
            System.err.println("input " + new String(System.in.readAllBytes()));
            if (arguments.length > 0 && arguments[0].equals("wait")) {
                Thread.currentThread().join();
            }
            System.exit(7);
        }
    }

    @Test
    void runsAMainClassOfTheClassPath() throws IOException {
        Command.Finished finished = Command.java(Program.class.getName())
                .reading(Content.text("hello"))
                .run();
        assertThat(finished.status()).isEqualTo(7);
        assertThat(finished.outText()).contains("home ").contains("proxy null");
        assertThat(finished.errText()).contains("input hello");
        assertThat(finished).asString().contains("status 7").contains("input hello");
    }

    @Test
    void aHomeOfItsOwnIsEmptyAndGoesWithIt() throws IOException {
        Command.Finished finished =
                Command.of("sh", "-c", "ls -A \"$HOME\"; echo \"at $HOME\"").run();
        Path home = Path.of(finished.outText().strip().substring(3));
        assertThat(home).doesNotExist();
    }

    @Test
    void settingsReachTheProcess(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("out");
        Command.Finished finished = Command.of("sh", "-c", "pwd -P; echo $HOME $X")
                .in(folder)
                .atHome(folder)
                .with("X", "y")
                .writingTo(file)
                .run();
        assertThat(finished.out()).isEmpty();
        assertThat(Files.readAllLines(file)).containsExactly(folder.toRealPath().toString(), folder + " y");
    }

    @Test
    void signalsArriveWhenTheConditionHolds() throws IOException {
        for (var signal : new RunningCommand.Signal[] {RunningCommand.Signal.KILL, RunningCommand.Signal.TERM}) {
            try (RunningCommand running =
                    Command.java(Program.class.getName(), "wait").start()) {
                assertThat(running.signalWhen(signal, () -> running.err().contains("input")))
                        .isTrue();
                assertThat(running.await().status()).isEqualTo(signal == RunningCommand.Signal.KILL ? 137 : 143);
            }
        }
    }

    @Test
    void aCommandThatEndsBeforeIsNotSignalled() throws IOException {
        try (RunningCommand running = Command.of("true").start()) {
            assertThat(running.signalWhen(RunningCommand.Signal.INT, () -> false))
                    .isFalse();
            assertThat(running.await().status()).isZero();
        }
    }

    @Test
    void closingKillsWhatTheCommandStarted() throws IOException {
        ProcessHandle child;
        try (RunningCommand running =
                Command.of("sh", "-c", "sleep 1000 & echo $!; wait").start()) {
            Eventually.holds(() -> running.out().endsWith("\n"), running::err);
            child = ProcessHandle.of(Long.parseLong(running.out().strip())).orElseThrow();
        }
        Eventually.holds(() -> !child.isAlive(), () -> "the grandchild dies");
    }

    @Test
    void theEnvironmentIsScrubbed() {
        var environment = new HashMap<String, String>();
        for (String name : new String[] {
            "HTTPS_PROXY", "no_proxy", "AWS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "HAWSER_LIMIT_RATE", "PATH"
        }) {
            environment.put(name, "x");
        }
        ChildEnvironment.scrub(environment);
        assertThat(environment).containsOnlyKeys("PATH", "LC_ALL");
    }
}
