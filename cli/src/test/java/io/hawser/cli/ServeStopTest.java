package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.RunningCommand;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hawser serve} is told to stop while OpenSSH's {@code sftp} uploads. */
class ServeStopTest {
    private static final Content CONTENT = Content.random(6, 4 << 20);

    @TempDir
    private Path folder;

    private Path root;
    private SshKey key;
    private final List<RunningCommand> clients = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        key = SshKey.make(folder.resolve("key"));
        CONTENT.writeTo(folder.resolve("mine"));
    }

    @AfterEach
    void endClients() throws IOException {
        for (var client : clients) {
            client.close();
        }
    }

    private Served start(String grace) throws IOException {
        var config = Files.writeString(folder.resolve("server.yaml"), """
                users: [ { name: alice, home: root, authorized_keys: [ "%s" ] , connections: 20 } ]
                """.formatted(key.publicLine()));
        return Served.start(folder, "--config", config.toString(), "--grace", grace, "--status", "127.0.0.1:0");
    }

    private RunningCommand upload(Served served, String name, String... options) throws IOException {
        var client = served.sftp("alice", key.file(), "put mine " + name + "\n", options)
                .start();
        clients.add(client);
        return client;
    }

    @Test
    void inTheMiddleOfTenUploadsThoseThatEndedAreThereAndTheOthersAreNot() throws Exception {
        Files.writeString(root.resolve("slow0"), "old");
        try (var served = start("500ms")) {
            var fast = new ArrayList<RunningCommand>();
            for (int i = 0; i < 5; i++) {
                fast.add(upload(served, "fast" + i));
                // 100 KB a second, so that each would take 40 s.
                upload(served, "slow" + i, "-l", "800");
            }
            for (var client : fast) {
                assertThat(client.await().status()).as(client::err).isZero();
            }
            Eventually.holds(
                    () -> openFiles(served) == 5,
                    () -> "five slow uploads: " + served.process().err());

            var ended = served.stopped();

            assertThat(ended.status()).as(ended.toString()).isZero();
            assertThat(ended.errText()).endsWith(" stopped\n");
        }
        for (int i = 0; i < 5; i++) {
            assertThat(CONTENT.mismatch(root.resolve("fast" + i))).isEmpty();
        }
        assertThat(root.resolve("slow0")).hasContent("old");
        assertThat(Cli.tree(root))
                .filteredOn(name -> name.matches("(fast|slow)\\d"))
                .containsExactly("fast0", "fast1", "fast2", "fast3", "fast4", "slow0");
    }

    @Test
    void anUploadUnderWayHasTheGraceToEnd() throws Exception {
        try (var served = start("2m")) {
            upload(served, "slow", "-l", "16000");
            Eventually.holds(
                    () -> openFiles(served) == 1,
                    () -> "an upload: " + served.process().err());

            var ended = served.stopped();

            assertThat(ended.status()).as(ended.toString()).isZero();
            assertThat(ended.errText()).contains(" operation=upload path=/slow bytes=4194304\n");
        }
        assertThat(CONTENT.mismatch(root.resolve("slow"))).isEmpty();
        assertThat(Cli.tree(root)).containsExactly("slow");
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (var served = start("1h")) {
            upload(served, "slow", "-l", "80");
            Eventually.holds(
                    () -> openFiles(served) == 1,
                    () -> "an upload: " + served.process().err());
            served.process().signal(Signal.TERM);
            Eventually.holds(
                    () -> served.process().err().contains(" stopping "),
                    () -> served.process().err());
            assertThat(served.status("/healthz").status()).isEqualTo(503);

            served.process().signal(Signal.INT);
            var ended = served.process().await();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(130);
        }
        assertThat(root.resolve("slow")).doesNotExist();
    }

    private long openFiles(Served served) {
        try {
            return served.status("/metrics")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("hawser_sftp_open_files "))
                    .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
