package io.hawser.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.StoreException;
import io.hawser.ssh.CommandException.Reason;
import io.hawser.testkit.OpenSshServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands are started and end, on OpenSSH. */
class RemoteCommandTest {
    @TempDir
    private static Path folder;

    private static OpenSshServer server;
    private static RemoteHost host;

    @BeforeAll
    static void start() throws Exception {
        server = RemoteHost.start(folder);
        host = RemoteHost.of(server.access());
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
        server.close();
    }

    static String text(Captured captured) {
        return captured.text(StandardCharsets.UTF_8);
    }

    private static CommandException failure(RemoteCommand command) throws Exception {
        try (var process = command.start()) {
            return catchThrowableOfType(CommandException.class, process::result);
        }
    }

    @Test
    void bothOutputsAndTheStatusArrive() throws Exception {
        var process = host.command("echo out; echo err >&2; exit 3").start();
        var result = process.result();

        assertThat(text(result.stdout())).isEqualTo("out\n");
        assertThat(text(result.stderr())).isEqualTo("err\n");
        assertThat(result.exitStatus()).isEqualTo(OptionalInt.of(3));
        assertThat(result.exitSignal()).isEmpty();
        assertThat(result.succeeded()).isFalse();
        assertThat(result.host()).isEqualTo(server.access().host());
        assertThat(result.command()).startsWith("echo out");
        assertThat(process.result()).isSameAs(result);
        assertThat(process.hasEnded()).isTrue();
    }

    @Test
    void aCommandThatDoesNotExistEndsWithTheShellsStatus() throws Exception {
        assertThat(host.command("no-such-command-here").start().result().exitStatus())
                .isEqualTo(OptionalInt.of(127));
    }

    @Test
    void aSignalOnTheOtherSideIsTold() throws Exception {
        var result = host.command("kill -TERM $$").start().result();

        assertThat(result.exitSignal()).isEqualTo(Optional.of("TERM"));
        assertThat(result.exitStatus()).isEmpty();
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void checkedAnotherStatusIsAnExceptionWithTheOutput() throws Exception {
        var failure = failure(host.command("echo out; echo err >&2; exit 1").withCheck(true));

        assertThat(failure.reason()).isEqualTo(Reason.EXIT);
        assertThat(failure).hasMessage(server.access().host() + ": ended with status 1");
        assertThat(failure.result().exitStatus()).isEqualTo(OptionalInt.of(1));
        assertThat(text(failure.result().stdout())).isEqualTo("out\n");
        assertThat(text(failure.result().stderr())).isEqualTo("err\n");
        assertThat(failure(host.command("kill -KILL $$").withCheck(true)))
                .hasMessageEndingWith(": was ended by signal KILL");
        assertThat(host.command("true").withCheck(true).start().result().succeeded())
                .isTrue();
    }

    @Test
    void aDeadlineEndsItWithWhatCameBefore() throws Exception {
        var failure = failure(host.command("echo Sleeping; exec sleep 600").withDeadline(Duration.ofSeconds(2)));

        assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
        assertThat(failure).hasMessageEndingWith(": the deadline of 2 s passed");
        assertThat(text(failure.result().stdout())).isEqualTo("Sleeping\n");
        assertThat(failure.result().exitStatus()).isEmpty();
    }

    @Test
    void aDeadlineThatIsNotReachedChangesNothing() throws Exception {
        assertThat(host.command("true")
                        .withDeadline(Duration.ofMinutes(5))
                        .start()
                        .result()
                        .succeeded())
                .isTrue();
    }

    @Test
    void cancelledItEndsAtOnce() throws Exception {
        try (var process = host.command("exec sleep 600").start()) {
            process.cancel();
            process.cancel();
            var failure = catchThrowableOfType(CommandException.class, process::result);

            assertThat(failure.reason()).isEqualTo(Reason.CANCELLED);
            assertThat(catchThrowableOfType(CommandException.class, process::result))
                    .isSameAs(failure);
        }
    }

    @Test
    void closingTheEntryEndsWhatRuns() throws Exception {
        var own = RemoteHost.of(server.access());
        var process = own.command("exec sleep 600").start();
        own.close();
        own.close();

        assertThat(process.hasEnded()).isTrue();
        assertThat(catchThrowableOfType(CommandException.class, process::result).reason())
                .isEqualTo(Reason.CANCELLED);
        assertThatThrownBy(() -> own.command("true").start()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void moreThanMayBeCapturedNeverLooksComplete() throws Exception {
        var failure = failure(host.command("printf 12345678901; sleep 600").withStdout(Output.capture(10)));

        assertThat(failure.reason()).isEqualTo(Reason.LIMIT);
        assertThat(failure).hasMessageEndingWith("standard output: more than the 10 bytes that may be captured");
        assertThat(text(failure.result().stdout())).isEqualTo("1234567890");
        assertThat(failure.result().stdout().isTruncated()).isTrue();

        var exact = host.command("printf 1234567890")
                .withStdout(Output.capture(10))
                .start()
                .result();
        assertThat(exact.stdout().isTruncated()).isFalse();
        var beginning = host.command("seq 1 100000")
                .withStdout(Output.captureBeginning(10))
                .start()
                .result();
        assertThat(text(beginning.stdout())).isEqualTo("1\n2\n3\n4\n5\n");
        assertThat(beginning.stdout().isTruncated()).isTrue();
        assertThat(beginning.succeeded()).isTrue();
    }

    @Test
    void itsVariablesAreSeenWhereTheServerTakesThem() throws Exception {
        var result = host.command("echo \"$HAWSER_TEST_A|$HAWSER_TEST_B|$OTHER\"")
                .withEnvironment("HAWSER_TEST_A", "one")
                .withEnvironment("HAWSER_TEST_B", "two words")
                .withEnvironment("OTHER", "refused")
                .start()
                .result();

        assertThat(text(result.stdout())).isEqualTo("one|two words|\n");
    }

    @Test
    void aTerminalHasItsTypeAndSize() throws Exception {
        var result = host.command("echo $TERM; stty size; tty >/dev/null && echo terminal >&2")
                .withTerminal("vt100", 97, 31)
                .start()
                .result();

        assertThat(text(result.stdout())).isEqualTo("vt100\r\n31 97\r\nterminal\r\n");
    }

    @Test
    void withoutATerminalThereIsNone() throws Exception {
        assertThat(host.command("tty").start().result().exitStatus()).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void standardErrorJoinsStandardOutput() throws Exception {
        var result = host.command("echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three")
                .withStderr(Output.stdout())
                .start()
                .result();

        assertThat(text(result.stdout())).isEqualTo("one\ntwo\nthree\n");
        assertThat(result.stderr().size()).isZero();
    }

    @Test
    void whatIsDiscardedIsNotCaptured() throws Exception {
        var result = host.command("echo out; echo err >&2")
                .withStdout(Output.discard())
                .start()
                .result();

        assertThat(result.stdout().size()).isZero();
        assertThat(text(result.stderr())).isEqualTo("err\n");
    }

    @Test
    void aHostThatCannotBeReachedIsNoCommandThatFailed() throws Exception {
        try (var process = host.ssh().command("ssh://127.0.0.1:1", "true").start()) {
            assertThatThrownBy(process::result).isInstanceOf(StoreException.Unavailable.class);
        }
    }

    @Test
    void whatCannotMeanAnythingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> host.ssh().command("sftp://h/", "true"));
        assertThatIllegalArgumentException().isThrownBy(() -> host.ssh().command("ssh://h/path", "true"));
        assertThatIllegalArgumentException().isThrownBy(() -> host.ssh().command("ssh://h:99999", "true"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.ssh().command("ssh://alice:geheim@h", "true"))
                .withMessageNotContaining("geheim");
        assertThatIllegalArgumentException().isThrownBy(() -> host.command(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.command("true").withEnvironment("A=B", "c"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.command("true").withTerminal("", 80, 24));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.command("true").withStdout(Output.stdout()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.command("true").withDeadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Output.capture(-1));
    }
}
