package io.hawser.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.OpenSshServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a command ends, it leaves no thread, file or socket open. */
@LeakChecked
class CommandLeakTest {
    @TempDir
    private static Path folder;

    private static OpenSshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RemoteHost.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void whenItEndsWell() throws Exception {
        try (var host = RemoteHost.of(server.access())) {
            var result = host.command("cat; seq 1 100000")
                    .withStdin(Input.bytes(new byte[1 << 20]))
                    .withStdout(Output.file(folder.resolve("out")))
                    .withDeadline(Duration.ofMinutes(5))
                    .start()
                    .result();
            assertThat(result.succeeded()).isTrue();
        }
    }

    @Test
    void whenItIsBrokenOff() throws Exception {
        try (var host = RemoteHost.of(server.access())) {
            for (int run = 0; run < 5; run++) {
                var process = host.command("yes")
                        .withStdin(Input.file(Path.of("/dev/zero")))
                        .withStdout(Output.capture(1000))
                        .start();
                assertThat(catchThrowable(process::result)).isInstanceOf(CommandException.class);
            }
        }
    }

    @Test
    void whenItCannotBeStarted() throws Exception {
        try (var host = RemoteHost.of(server.access().at(1))) {
            var process = host.command("true")
                    .withStdin(Input.file(Path.of("/dev/zero")))
                    .start();
            assertThat(catchThrowable(process::result)).isNotNull();
        }
    }
}
