package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** rclone, which asks for commands first and does without them. */
class RcloneTest extends ClientTest {
    private Command rclone(String... words) {
        return Command.of(Requirement.tool("rclone").toString(), "--config", "/dev/null")
                .and("--sftp-host", "127.0.0.1", "--sftp-port", port(), "--sftp-user", TestServer.USER)
                .and("--sftp-key-file", server.access().identity().toString())
                .and("--sftp-known-hosts-file", server.access().knownHosts().toString())
                .and(words)
                .with("TZ", "UTC");
    }

    @Test
    void copiesSynchronizesAndReadsPieces() throws IOException {
        make(local.resolve("tree/below/file"));
        make(local.resolve("tree/other"), 10);
        succeed(rclone("sync", "tree", ":sftp:/up/tree"));
        assertWhole(root.resolve("up/tree/below/file"));
        assertFromLongAgo(root.resolve("up/tree/below/file"), root.resolve("up/tree/other"));
        succeed(rclone("sync", ":sftp:/up/tree", "back"));
        assertWhole(local.resolve("back/below/file"));
        assertFromLongAgo(local.resolve("back/below/file"), local.resolve("back/other"));
        Files.delete(local.resolve("tree/other"));
        succeed(rclone("sync", "tree", ":sftp:/up/tree"));
        assertThat(root.resolve("up/tree/other")).doesNotExist();
        succeed(rclone("check", "--download", "tree", ":sftp:/up/tree"));
        assertThat(succeed(rclone("cat", "--offset", "1000", "--count", "500", ":sftp:/up/tree/below/file"))
                        .out())
                .isEqualTo(CONTENT.slice(1_000, 500).bytes());
    }

    @Test
    void listsRenamesTouchesAndDeletes() throws IOException {
        make(root.resolve("a"), 10);
        make(root.resolve("b"), 20);
        assertThat(succeed(rclone("lsl", ":sftp:/")).outText().lines())
                .anySatisfy(line -> assertThat(line).contains(" 10 2011-12-13 ").endsWith(" a"))
                .anySatisfy(line -> assertThat(line).contains(" 20 2011-12-13 ").endsWith(" b"));
        succeed(rclone("moveto", ":sftp:/a", ":sftp:/folder/c"));
        succeed(rclone("touch", "-t", "2001-02-03T04:05:06", ":sftp:/folder/c"));
        succeed(rclone("deletefile", ":sftp:/b"));
        succeed(rclone("mkdir", ":sftp:/made"));
        succeed(rclone("rmdir", ":sftp:/made"));
        succeed(rclone("rcat", ":sftp:/piped").reading(CONTENT));
        assertWhole(root.resolve("piped"));
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("folder", "piped");
        assertThat(Files.getLastModifiedTime(root.resolve("folder/c"))).hasToString("2001-02-03T04:05:06Z");
        assertThat(succeed(rclone("about", ":sftp:/")).outText()).contains("Total:", "Free:");
        succeed(rclone("purge", ":sftp:/folder"));
        assertThat(root.resolve("folder")).doesNotExist();
    }
}
