package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** OpenSSH's {@code sftp} and {@code scp}. */
class OpenSshClientTest extends ClientTest {
    private Command.Finished sftp(String batch) throws IOException {
        return succeed(server.access().sftp(batch));
    }

    @Test
    void listsGetsAndPuts() throws IOException {
        make(local.resolve("mine"));
        make(local.resolve("tree/below/file"));
        make(root.resolve("theirs"), 10);
        Command.Finished done = sftp("""
                pwd
                put mine
                put -p mine kept
                get theirs
                get -p mine again
                put -Rp tree
                get -Rp tree back
                lmkdir made
                -get none
                ls -la
                """);
        assertThat(done.outText())
                .contains("Remote working directory: /\n")
                .containsPattern("(?m)^-rw.* 10 Dec 13  2011 theirs$");
        assertWhole(root.resolve("mine"), root.resolve("kept"), root.resolve("tree/below/file"));
        assertWhole(local.resolve("again"), local.resolve("back/below/file"));
        assertThat(local.resolve("theirs")).hasSize(10);
        assertThat(local.resolve("made")).isEmptyDirectory();
        assertFromLongAgo(root.resolve("kept"), root.resolve("tree/below/file"), local.resolve("back/below/file"));
    }

    @Test
    void doesEverythingElseThatItCan() throws IOException {
        make(local.resolve("new"), 10);
        Command.Finished done =
                sftp("""
                mkdir folder
                put new folder/a
                rename folder/a folder/b
                rename -l folder/b folder/c
                chmod 600 folder/c
                ln folder/c folder/hard
                ln -s c folder/soft
                cp folder/c folder/copy
                chown %s folder/c
                chgrp %s folder/c
                ls -l folder
                df
                df -i folder
                rm folder/hard
                cd folder
                pwd
                get soft got
                rm soft
                get copy copied
                rm copy
                rm c
                cd ..
                rmdir folder
                """.formatted(Files.getAttribute(root, "unix:uid"), Files.getAttribute(root, "unix:gid")));
        assertThat(done.outText())
                .contains("Remote working directory: /folder", "%Capacity", " Inodes ")
                .containsPattern("(?m)^lrwx.* soft$")
                .containsPattern("(?m)^-rw------- +2 .* 10 .* c$");
        assertThat(CONTENT.slice(0, 10).mismatch(local.resolve("got"))).isEmpty();
        assertThat(CONTENT.slice(0, 10).mismatch(local.resolve("copied"))).isEmpty();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aBatchEndsWithItsFirstFailure() throws IOException {
        Command.Finished done =
                server.access().sftp("mkdir a\nrm none\nmkdir b\n").in(local).run();
        assertThat(done.status()).isEqualTo(1);
        assertThat(done.errText()).contains("remote delete /none: No such file or directory");
        assertThat(root.toFile().list()).containsExactly("a");
    }

    @Test
    void resumes() throws IOException {
        make(local.resolve("up"));
        make(local.resolve("up2"));
        make(root.resolve("up"), 1_000_000);
        make(root.resolve("up2"), 1_000_000);
        make(root.resolve("down"));
        make(local.resolve("down"), 1_000_000);
        make(local.resolve("down2"), 1_000_000);
        sftp("""
                reput up
                put -a up2
                reget down
                get -a down down2
                """);
        assertWhole(root.resolve("up"), root.resolve("up2"), local.resolve("down"), local.resolve("down2"));
    }

    @Test
    void whatAKilledClientLeavesIsResumed() throws IOException {
        make(local.resolve("up"));
        make(root.resolve("up"), 10);
        try (RunningCommand slow = Command.of(Requirement.tool("sftp").toString(), "-l", "1000")
                .and(server.access().arguments().toArray(String[]::new))
                .and("-P", port(), "-b", "-", where())
                .reading(Content.text("put up\n"))
                .in(local)
                .start()) {
            assertThat(slow.signalWhen(
                            RunningCommand.Signal.KILL,
                            () -> server.server().channels().stream()
                                    .anyMatch(channel -> channel.received() > 300_000)))
                    .isTrue();
            // Its ssh notices by itself.
            slow.await();
            Eventually.holds(() -> server.server().channels().isEmpty(), () -> "a channel is left");
        }
        assertThat(root.resolve("up")).hasSize(10);
        assertThat(Files.size(root.resolve("up.partial"))).isGreaterThan(200_000);
        sftp("""
                rename up.partial up
                reput up
                """);
        assertWhole(root.resolve("up"));
        assertThat(root.toFile().list()).containsExactly("up");
    }

    @Test
    void copiesFoldersByScp() throws IOException {
        make(local.resolve("tree/below/file"));
        succeed(scp("-rp", "tree", where() + ":/up"));
        succeed(scp("-rp", where() + ":/up", "back"));
        succeed(scp("-r", where() + ":/up/b*/f*", "matched"));
        assertWhole(root.resolve("up/below/file"), local.resolve("back/below/file"), local.resolve("matched"));
        assertFromLongAgo(root.resolve("up/below/file"), local.resolve("back/below/file"));
        Command.Finished missing = scp(where() + ":/none", "x").in(local).run();
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.errText()).contains("No such file or directory");
    }

    @Test
    void theOldScpIsTold() throws IOException {
        make(local.resolve("file"), 1);
        Command.Finished done = scp("-O", "file", where() + ":/up").in(local).run();
        assertThat(done.status()).isNotZero();
        assertThat(done.errText()).contains("SFTP only");
    }

    private Command scp(String... words) {
        return Command.of(Requirement.tool("scp").toString())
                .and(server.access().arguments().toArray(String[]::new))
                .and("-P", port())
                .and(words);
    }
}
