package io.hawser.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.ssh.CommandException.Reason;
import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.PythonSshServer.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of a command on one server as the input of one on another. */
class CommandPipeTest {
    @TempDir
    private static Path folder;

    private static OpenSshServer server;
    private static PythonSshServer other;
    private static RemoteHost first;
    private static RemoteHost second;

    @BeforeAll
    static void start() throws Exception {
        server = RemoteHost.start(folder);
        other = PythonSshServer.serving(Kind.ASYNCSSH, folder).start();
        first = RemoteHost.of(server.access());
        second = RemoteHost.of(other.access());
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        second.close();
        server.close();
        other.close();
    }

    @Test
    void everyByteGoesThrough() throws Exception {
        var content = Content.random(4, 4 << 20);
        var file = content.writeTo(folder.resolve("content"));
        for (int capacity : new int[] {1000, 1 << 20}) {
            var pipe = CommandPipe.create(capacity);
            var writer =
                    first.command("cat " + file).withStdout(Output.pipe(pipe)).start();
            var reader = second.command("cat")
                    .withStdin(Input.pipe(pipe))
                    .withStdout(Output.capture(5 << 20))
                    .start();

            assertThat(writer.result().succeeded()).isTrue();
            assertThat(reader.result().stdout().bytes()).isEqualTo(content.bytes());
        }
    }

    @Test
    void aReaderThatEndsBreaksThePipe() throws Exception {
        var pipe = CommandPipe.create();
        try (var writer = first.command("yes").withStdout(Output.pipe(pipe)).start();
                var reader =
                        second.command("head -c 10").withStdin(Input.pipe(pipe)).start()) {
            assertThat(reader.result().stdout().size()).isEqualTo(10);
            var failure = catchThrowableOfType(CommandException.class, writer::result);
            assertThat(failure.reason()).isEqualTo(Reason.BROKEN_PIPE);
            assertThat(failure).hasMessageEndingWith("standard output: the command that read it has ended");
        }
    }

    @Test
    void aWriterThatIsCutOffDoesNotLookComplete() throws Exception {
        var pipe = CommandPipe.create();
        var seen = folder.resolve("complete");
        var out = new WatchedOutput();
        try (var writer = first.command("echo some; exec sleep 600")
                        .withStdout(Output.pipe(pipe))
                        .start();
                var reader = second.command("read line; echo $line; cat; touch " + seen)
                        .withStdin(Input.pipe(pipe))
                        .withStdout(Output.stream(out))
                        .start()) {
            out.awaitText("some");
            writer.cancel();
            var failure = catchThrowableOfType(CommandException.class, reader::result);

            assertThat(failure.reason()).isEqualTo(Reason.INPUT);
            assertThat(failure).hasMessageContaining("the command that writes it did not end as it should");
        }
    }

    @Test
    void aStatusOfTheWriterIsNoLossForTheReader() throws Exception {
        var pipe = CommandPipe.create();
        var writer =
                first.command("echo some; exit 3").withStdout(Output.pipe(pipe)).start();
        var reader = second.command("cat").withStdin(Input.pipe(pipe)).start();

        assertThat(writer.result().exitStatus()).hasValue(3);
        assertThat(RemoteCommandTest.text(reader.result().stdout())).isEqualTo("some\n");
    }

    @Test
    void oneServesTwoEnds() throws Exception {
        var pipe = CommandPipe.create();
        var writer = first.command("true").withStdout(Output.pipe(pipe));
        writer.start().result();

        assertThatThrownBy(writer::start).isInstanceOf(IllegalStateException.class);
    }
}
