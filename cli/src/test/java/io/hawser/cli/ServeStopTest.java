package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.RunningCommand;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.SshKey;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
                // 10 KB a second, so that each would take 400 s.
                upload(served, "slow" + i, "-l", "80");
            }
            for (var client : fast) {
                assertThat(client.await().status()).as(client::err).isZero();
            }
            awaitFiles(served, 5);

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
            upload(served, "slow", "-l", "8000");
            awaitFiles(served, 1);

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
            awaitFiles(served, 1);
            served.process().signal(Signal.TERM);
            Eventually.holds(
                    () -> served.process().err().contains(" stopping "),
                    () -> served.process().err());
            assertThat(served.status("/healthz").status()).isEqualTo(503);

            // One that comes in the same moment as the first is not a second one.
            served.process().signalUntilEnded(Signal.INT);
            var ended = served.process().await();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(130);
        }
        assertThat(root.resolve("slow")).doesNotExist();
    }

    /** Much as timeout(1) does: it sends the signal to the process, and then to its group. */
    @Test
    void aSignalThatComesTwiceInAMomentIsOne() throws Exception {
        try (var served = start("2m")) {
            upload(served, "slow", "-l", "8000");
            awaitFiles(served, 1);

            served.process().signalTogether(Signal.INT, Signal.TERM);
            var ended = served.process().await();

            assertThat(ended.status()).as(ended.toString()).isZero();
        }
        assertThat(CONTENT.mismatch(root.resolve("slow"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"HUP", "INT", "TERM"})
    void withoutGraceItEndsAtOnceAndLeavesNothingHidden(Signal signal) throws Exception {
        try (var served = start("0")) {
            upload(served, "slow", "-l", "800");
            awaitFiles(served, 1);
            awaitHiddenBytes();

            served.process().signal(signal);
            var ended = served.process().await();

            assertThat(ended.status()).as(ended.toString()).isZero();
            assertThat(ended.errText()).endsWith(" stopped\n");
        }
        assertThat(Cli.tree(root)).containsExactly("slow.partial");
    }

    @Test
    void aClientThatDoesNotReadDoesNotHoldItUp() throws Exception {
        try (var large = new RandomAccessFile(root.resolve("large").toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        try (var served = start("500ms")) {
            var client =
                    served.sftp("alice", key.file(), "get large /dev/null\n").start();
            clients.add(client);
            awaitFiles(served, 1);
            client.signal(Signal.STOP);

            var ended = served.stopped();

            assertThat(ended.status()).as(ended.toString()).isZero();
            assertThat(ended.errText())
                    .contains(" operation=download path=/large ")
                    .contains(" error=lost\n");
        }
    }

    @Test
    void whatAKillLeavesIsListedByCleanAndNotTakenForAFile() throws Exception {
        try (var served = start("0")) {
            upload(served, "slow", "-l", "800");
            awaitFiles(served, 1);
            awaitHiddenBytes();
            served.process().signal(Signal.KILL);
            served.process().await();
        }
        assertThat(Cli.tree(root)).singleElement().asString().matches("\\.slow\\.[0-9a-f]{16}\\.upload");
        var clean = Cli.hawser("clean", root.toString());
        assertThat(Cli.succeeded(clean).outText()).isEmpty();
        assertThat(hidden().setLastModified(0)).isTrue();
        assertThat(Cli.succeeded(Cli.hawser("ls", root.toString())).outText()).isEmpty();
        assertThat(Cli.succeeded(clean).outText()).startsWith("removed ").contains("/.slow.");
        assertThat(Cli.tree(root)).isEmpty();
    }

    private File hidden() {
        return new File(root.toFile(), root.toFile().list()[0]);
    }

    private void awaitHiddenBytes() {
        Eventually.holds(
                () -> root.toFile().list().length == 1 && hidden().length() > 0,
                () -> "the upload: " + List.of(root.toFile().list()));
    }

    private static void awaitFiles(Served served, int count) {
        Eventually.holds(
                () -> served.openFiles() == count,
                () -> count + " open files: " + served.process().err());
    }
}
