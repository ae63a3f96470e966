package io.hawser.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.StoreException;
import io.hawser.ssh.CommandException.Reason;
import io.hawser.testkit.OpenSshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file has its name only when the command ended well. */
class OutputFileTest {
    @TempDir
    private static Path served;

    private static OpenSshServer server;
    private static RemoteHost host;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = RemoteHost.start(served);
        host = RemoteHost.of(server.access());
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
        server.close();
    }

    private RemoteCommand command(String command, String name) {
        return host.command(command).withStdout(Output.file(folder.resolve(name)));
    }

    @Test
    void itAppearsWhole() throws Exception {
        var old = Files.writeString(folder.resolve("out"), "old");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
        Files.writeString(folder.resolve("out.partial"), "left by an earlier run, and longer than what comes");
        var begun = new WatchedOutput();
        var process = command("echo new; echo begun >&2; cat >/dev/null", "out")
                .withStderr(Output.stream(begun))
                .withStdin(Input.stream(new java.io.InputStream() {
                    @Override
                    public int read() {
                        // The command goes on once the test has looked.
                        begun.awaitText("begun");
                        assertThat(old).hasContent("old");
                        return -1;
                    }
                }))
                .start();

        assertThat(process.result().succeeded()).isTrue();
        assertThat(old).hasContent("new\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rw-r-----");
        assertThat(folder.resolve("out.partial")).doesNotExist();
    }

    @Test
    void afterAnotherStatusItStaysPartial() throws Exception {
        var old = Files.writeString(folder.resolve("out"), "old");
        var result = command("echo new; echo error >&2; exit 3", "out")
                .withStderr(Output.file(folder.resolve("err")))
                .start()
                .result();

        assertThat(result.exitStatus()).hasValue(3);
        assertThat(old).hasContent("old");
        assertThat(folder.resolve("out.partial")).hasContent("new\n");
        assertThat(folder.resolve("err.partial")).hasContent("error\n");
        assertThat(folder.resolve("err")).doesNotExist();
    }

    @Test
    void cancelledItStaysPartial() throws Exception {
        var begun = new WatchedOutput();
        try (var process = command("echo some; echo begun >&2; exec sleep 600", "out")
                .withStderr(Output.stream(begun))
                .start()) {
            begun.awaitText("begun");
            process.cancel();
            assertThatThrownBy(process::result).isInstanceOf(CommandException.class);
        }
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("out.partial")).hasContent("some\n");
    }

    @Test
    void aLinkIsFollowed() throws Exception {
        var real = Files.createDirectory(folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("real/out"));
        command("echo one", "link").start().result();
        assertThat(real.resolve("out")).hasContent("one\n");
        command("echo two", "link").start().result();

        assertThat(folder.resolve("link")).isSymbolicLink().hasContent("two\n");
    }

    @Test
    void oneRunAtATimeWritesIt() throws Exception {
        var begun = new WatchedOutput();
        try (var first = command("echo first; echo begun >&2; exec sleep 600", "out")
                .withStderr(Output.stream(begun))
                .start()) {
            begun.awaitText("begun");
            assertThatThrownBy(() -> command("echo second", "out").start())
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("another run is writing it");
            assertThat(folder.resolve("out.partial")).hasContent("first\n");
            first.cancel();
        }
        assertThat(command("echo second", "out").start().result().succeeded()).isTrue();
        assertThat(folder.resolve("out")).hasContent("second\n");
    }

    @Test
    void oneFileForBothOutputsIsRefused() {
        assertThatThrownBy(() -> command("true", "out")
                        .withStderr(Output.file(folder.resolve("out")))
                        .start())
                .isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void aDeviceIsWrittenDirectly() throws Exception {
        var result = host.command("echo out; seq 1 100000 >&2")
                .withStdout(Output.file(Path.of("/dev/null")))
                .withStderr(Output.file(Path.of("/dev/null")))
                .start()
                .result();

        assertThat(result.succeeded()).isTrue();
        assertThat(Path.of("/dev/null.partial")).doesNotExist();
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        for (var command : new String[] {"echo out", "seq 1 1000000", "echo out; exec sleep 600"}) {
            try (var process = host.command(command)
                    .withStdout(Output.file(Path.of("/dev/full")))
                    .start()) {
                var failure = catchThrowableOfType(CommandException.class, process::result);

                assertThat(failure.reason()).as(command).isEqualTo(Reason.OUTPUT);
                assertThat(failure).hasMessageEndingWith(": standard output: no space left on device");
            }
        }
    }

    @Test
    void whatCannotBeWrittenCostsNoConnection() throws Exception {
        long before = server.connections();
        assertThatThrownBy(() -> command("true", "no/such/folder").start())
                .isInstanceOf(StoreException.Local.class)
                .hasMessageContaining("its folder does not exist");
        Files.createDirectory(folder.resolve("folder"));
        assertThatThrownBy(() -> command("true", "folder").start()).hasMessageContaining("is a folder");

        assertThat(server.connections()).isEqualTo(before);
    }
}
