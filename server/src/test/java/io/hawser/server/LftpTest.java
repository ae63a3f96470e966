package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** lftp, which sends many requests ahead and resumes by itself. */
class LftpTest {
    @TempDir
    private Path root;

    @TempDir
    private Path local;

    @Test
    void transfersMirrorsAndResumes() throws IOException {
        Content content = Content.random(4, 2_000_000);
        content.writeTo(local.resolve("up"));
        content.writeTo(root.resolve("down"));
        content.slice(0, 500_000).writeTo(root.resolve("half"));
        content.writeTo(local.resolve("half"));
        Files.createDirectories(local.resolve("tree/below"));
        content.writeTo(local.resolve("tree/below/file"));
        try (TestServer server = TestServer.serving(root)) {
            String connect = "ssh -a -x " + String.join(" ", server.access().arguments());
            Command.Finished done = Command.of(
                            Requirement.tool("lftp").toString(), "-c", """
                    set net:max-retries 1
                    set sftp:connect-program "%s"
                    open -u tester,x sftp://127.0.0.1:%d
                    put up
                    get down
                    pget -n 4 down -o parallel
                    put -c half
                    mirror -R tree tree
                    mirror tree back
                    ls
                    chmod 640 up
                    mv up moved
                    mkdir made
                    rmdir made
                    rm down
                    """.formatted(connect, server.port()))
                    .in(local)
                    .run();
            assertThat(done.status()).as(done.toString()).isZero();
        }
        assertThat(content.mismatch(root.resolve("moved"))).isEmpty();
        assertThat(content.mismatch(local.resolve("down"))).isEmpty();
        assertThat(content.mismatch(local.resolve("parallel"))).isEmpty();
        assertThat(content.mismatch(root.resolve("half"))).isEmpty();
        assertThat(content.mismatch(root.resolve("tree/below/file"))).isEmpty();
        assertThat(content.mismatch(local.resolve("back/below/file"))).isEmpty();
        assertThat(root.resolve("down")).doesNotExist();
    }
}
