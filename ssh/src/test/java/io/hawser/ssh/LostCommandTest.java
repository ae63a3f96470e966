package io.hawser.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.StoreException;
import io.hawser.ssh.CommandException.Reason;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.PythonSshServer.Kind;
import io.hawser.testkit.ssh.CommandStep;
import io.hawser.testkit.ssh.MinaServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends that are none: without an exit status nothing counts as done, and what came before is there all the same. */
class LostCommandTest {
    @TempDir
    Path folder;

    private static CommandException failure(RemoteProcess process) {
        return catchThrowableOfType(CommandException.class, process::result);
    }

    @Test
    void aServersSessionThatDiesIsALoss() throws Exception {
        try (var server = RemoteHost.start(folder);
                var host = RemoteHost.of(server.access())) {
            var seen = new Trigger("\n2000\n", server::killSessions);
            try (var process = host.command("seq 1 2000; exec sleep 600")
                    .withStdout(Output.stream(seen))
                    .start()) {
                var failure = failure(process);

                assertThat(failure.reason()).isEqualTo(Reason.LOST);
                assertThat(failure).hasMessageContaining(": the connection was lost before an exit status came: ");
                assertThat(seen.text()).startsWith("1\n2\n").endsWith("\n1999\n2000\n");
                assertThat(failure.result().exitStatus()).isEmpty();
            }
        }
    }

    @Test
    void aConnectionThatIsCutAfterSomeBytesIsALoss() throws Exception {
        var content = Content.random(5, 2 << 20);
        var file = content.writeTo(folder.resolve("content"));
        for (var fault : new Fault[] {new Fault.ResetAfter(1 << 20), new Fault.FinAfter(1 << 20)}) {
            try (var server = RemoteHost.start(folder);
                    var proxy = FaultProxy.to(server.port(), FaultScript.every(fault));
                    var host = RemoteHost.of(server.access().at(proxy.port()));
                    var process = host.command("cat " + file)
                            .withStdout(Output.file(folder.resolve("out")))
                            .start()) {
                assertThat(failure(process).reason()).as(fault.toString()).isEqualTo(Reason.LOST);
                assertThat(folder.resolve("out")).doesNotExist();
                try (var partial = java.nio.file.Files.newInputStream(folder.resolve("out.partial"))) {
                    long size = java.nio.file.Files.size(folder.resolve("out.partial"));
                    assertThat(size).isLessThan(content.size());
                    assertThat(content.slice(0, size).mismatch(partial)).isEmpty();
                }
            }
        }
    }

    /** Memory may run out in whoever takes the output, and some servers send the status before the last of it. */
    @Test
    void anErrorWhileOutputIsTakenIsNoSuccess() throws Exception {
        var sink = new OutputStream() {
            @Override
            public void write(int b) {
                throw new OutOfMemoryError("none left");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                throw new OutOfMemoryError("none left");
            }
        };
        try (var server = MinaServer.serving(folder)
                        .withCommand(
                                new CommandStep.Status(0),
                                CommandStep.out(Content.random(1, 1000)),
                                new CommandStep.Eof())
                        .start();
                var host = RemoteHost.of(server.access());
                var process =
                        host.command("any").withStdout(Output.openStream(sink)).start()) {
            var failure = failure(process);

            assertThat(failure.reason()).isEqualTo(Reason.OUTPUT);
            assertThat(failure).hasMessageContaining("none left");
        }
    }

    @Test
    void aDeadlineEndsAStallInConnectingToo() throws Exception {
        try (var server = RemoteHost.start(folder);
                var proxy = FaultProxy.to(server.port(), FaultScript.every(new Fault.StallAfter(0)));
                var host = RemoteHost.of(server.access().at(proxy.port()));
                var process = host.command("true")
                        .withDeadline(Duration.ofMillis(300))
                        .start()) {
            assertThat(failure(process).reason()).isEqualTo(Reason.DEADLINE);
        }
    }

    @Test
    void aReaderThatGoesAwayIsABrokenPipe() throws Exception {
        try (var server = RemoteHost.start(folder);
                var host = RemoteHost.of(server.access())) {
            var pipe = java.nio.channels.Pipe.open();
            pipe.source().close();
            try (var process =
                    host.command("yes").withStdout(Output.channel(pipe.sink())).start()) {
                assertThat(failure(process).reason()).isEqualTo(Reason.BROKEN_PIPE);
            }
            assertThat(pipe.sink().isOpen()).isFalse();
        }
    }

    @Test
    void aTakerThatNeverReturnsDoesNotHoldADeadlineUp() throws Exception {
        var released = new CountDownLatch(1);
        try (var server = RemoteHost.start(folder);
                var host = RemoteHost.of(server.access());
                var process = host.command("yes")
                        .withStdout(Output.openStream(new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                try {
                                    released.await();
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                            }
                        }))
                        .withDeadline(Duration.ofSeconds(1))
                        .start()) {
            assertThat(failure(process).reason()).isEqualTo(Reason.DEADLINE);
        } finally {
            released.countDown();
        }
    }

    @Test
    void aTakerThatThrowsSomethingElseIsTold() throws Exception {
        try (var server = RemoteHost.start(folder);
                var host = RemoteHost.of(server.access());
                var process = host.command("echo out; exec sleep 600")
                        .withStdout(Output.stream(new OutputStream() {
                            @Override
                            public void write(int b) {
                                throw new IllegalStateException("Not now");
                            }
                        }))
                        .start()) {
            var failure = failure(process);

            assertThat(failure.reason()).isEqualTo(Reason.OUTPUT);
            assertThat(failure).hasMessageEndingWith("standard output: not now");
        }
    }

    @Test
    void anUnknownHostKeyEndsItBeforeAnythingRuns() throws Exception {
        try (var server = RemoteHost.start(folder);
                var other = OpenSshServer.serving(folder).start()) {
            var options = new java.util.HashMap<>(server.access().options());
            options.put(
                    "ssh_option",
                    "StrictHostKeyChecking=yes\nUserKnownHostsFile="
                            + other.access().knownHosts());
            try (var ssh = Ssh.open(SshOptions.defaults().withHostOptions(options));
                    var process = ssh.command(server.access().host(), "true").start()) {
                assertThatThrownBy(process::result).isInstanceOf(StoreException.class);
            }
            assertThat(server.commands()).isZero();
        }
    }

    @Test
    void signalsAreDeliveredWhereTheServerDoes() throws Exception {
        try (var server = PythonSshServer.serving(Kind.ASYNCSSH, folder).start();
                var host = RemoteHost.of(server.access())) {
            for (var name : new String[] {"INT", "TERM", "KILL", "HUP"}) {
                var begun = new WatchedOutput();
                // That server listens to signals only as long as there may be input.
                var held = java.nio.channels.Pipe.open();
                try (var _ = held.sink();
                        var process = host.command("echo begun; exec sleep 600")
                                .withStdin(Input.channel(held.source()))
                                .withStdout(Output.stream(begun))
                                .start()) {
                    begun.awaitText("begun");
                    process.signal(name);

                    assertThat(process.result().exitSignal()).contains(name);
                    assertThatThrownBy(() -> process.signal(name)).hasMessageContaining("has ended");
                }
            }
        }
    }

    /** Does something when it sees a text. */
    private static final class Trigger extends OutputStream {
        private final WatchedOutput seen = new WatchedOutput();
        private final String end;
        private final Runnable action;

        Trigger(String end, Runnable action) {
            this.end = end;
            this.action = action;
        }

        String text() {
            return seen.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void write(int b) {
            seen.write(b);
            if (b == '\n' && text().endsWith(end)) {
                action.run();
            }
        }
    }
}
