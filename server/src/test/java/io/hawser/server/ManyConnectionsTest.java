package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.RunningCommand;
import io.hawser.testkit.SshServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.client.SshClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 200 connections cost a server with little memory, of which eight move data and eight others ask for data and take none. */
class ManyConnectionsTest {
    private static final int ALL = 200;
    private static final int MOVING = 8;
    private static final int STOPPED = 8;
    private static final long MIB = 1 << 20;

    @TempDir
    private Path root;

    @TempDir
    private Path local;

    @Test
    void memoryIsBounded() throws Exception {
        Content content = Content.random(17, 24 * MIB);
        content.writeTo(local.resolve("file"));
        try (var huge = new RandomAccessFile(root.resolve("huge").toFile(), "rw")) {
            huge.setLength(1L << 40);
        }
        var commands = new ArrayList<RunningCommand>();
        var idle = new ArrayList<RawSftp>();
        SshClient client = RawSftp.started("many");
        try (SeparateServer server = SeparateServer.serving(root, "-Xmx64m", "-XX:MaxDirectMemorySize=64m")) {
            try {
                for (int i = 0; i < STOPPED; i++) {
                    commands.add(stopped(server, local.resolve("stopped-" + i)));
                }
                connect(ALL - STOPPED - MOVING, () -> new RawSftp(server.access(), client).begin(), idle);
                var moving = new ArrayList<RunningCommand>();
                for (int i = 0; i < MOVING; i++) {
                    moving.add(sftp(server, "put file up-%d\nget up-%d down-%d\n".formatted(i, i, i)));
                    commands.add(moving.getLast());
                }
                for (RunningCommand each : moving) {
                    Command.Finished done = each.await();
                    assertThat(done.status()).as(done.toString()).isZero();
                }
                for (RawSftp each : idle) {
                    assertThat(each.ask(RawSftp.request(17, 1).text(".")).type())
                            .isEqualTo(105);
                }
                assertThat(server.heap()).isLessThan(40 * MIB);
                assertThat(server.peak()).isLessThan(400 * MIB);
                assertThat(server.log()).hasSize(1);
            } finally {
                for (RunningCommand each : commands) {
                    each.close();
                }
                idle.forEach(RawSftp::close);
                client.stop();
            }
        }
        for (int i = 0; i < MOVING; i++) {
            assertThat(content.mismatch(root.resolve("up-" + i))).isEmpty();
            assertThat(content.mismatch(local.resolve("down-" + i))).isEmpty();
        }
    }

    /** Several at a time. */
    private static void connect(int count, Callable<RawSftp> made, List<RawSftp> into) throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<RawSftp> each : threads.invokeAll(Collections.nCopies(count, made))) {
                into.add(each.get());
            }
        }
    }

    /** A client that has asked for 64 MiB more than it has read, and reads no more. */
    private RunningCommand stopped(SshServer server, Path into) throws IOException {
        RunningCommand client = sftp(server, "get huge " + into + "\n", "-R", "256");
        Eventually.holds(() -> Files.exists(into) && into.toFile().length() > MIB, () -> client.err());
        List<Long> ssh = ProcessHandle.of(client.pid())
                .orElseThrow()
                .descendants()
                .map(ProcessHandle::pid)
                .toList();
        assertThat(ssh).hasSize(1);
        Command.Finished done =
                Command.of("sh", "-c", "kill -STOP " + ssh.getFirst()).run();
        assertThat(done.status()).as(done.toString()).isZero();
        return client;
    }

    private RunningCommand sftp(SshServer server, String batch, String... options) throws IOException {
        return Command.of(Requirement.tool("sftp").toString())
                .and(server.access().arguments().toArray(String[]::new))
                .and(options)
                .and("-P", Integer.toString(server.port()), "-b", "-", TestServer.USER + "@127.0.0.1")
                .reading(Content.text(batch))
                .in(local)
                .start();
    }
}
