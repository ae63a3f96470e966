package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH's {@code sftp} and {@code scp}. */
class OpenSshClientTest {
    @TempDir
    private Path root;

    @TempDir
    private Path local;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.serving(root);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Command.Finished sftp(String batch) throws IOException {
        Command.Finished done = server.access().sftp(batch).in(local).run();
        assertThat(done.status()).as(done.toString()).isZero();
        return done;
    }

    @Test
    void listsGetsAndPuts() throws IOException {
        Content content = Content.random(1, 3_000_000);
        content.writeTo(local.resolve("mine"));
        Content.text("theirs\n").writeTo(root.resolve("theirs"));
        Command.Finished done = sftp("""
                pwd
                put mine
                ls -la
                get theirs
                get mine again
                """);
        assertThat(done.outText()).contains("Remote working directory: /\n").contains("theirs");
        assertThat(content.mismatch(root.resolve("mine"))).isEmpty();
        assertThat(content.mismatch(local.resolve("again"))).isEmpty();
        assertThat(local.resolve("theirs")).hasContent("theirs\n");
    }

    @Test
    void doesEverythingElseThatItCan() throws IOException {
        Files.writeString(local.resolve("new"), "0123456789");
        Command.Finished done = sftp("""
                mkdir folder
                put -p new folder/a
                rename folder/a folder/b
                rename -l folder/b folder/c
                chmod 600 folder/c
                ln folder/c folder/hard
                ln -s c folder/soft
                cp folder/c folder/copy
                ls -l folder
                df
                df -i folder
                rm folder/hard
                cd folder
                pwd
                get soft got
                rm soft
                rm copy
                rm c
                cd ..
                rmdir folder
                """);
        assertThat(done.outText()).contains("Remote working directory: /folder");
        assertThat(local.resolve("got")).hasContent("0123456789");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void resumes() throws IOException {
        Content content = Content.random(2, 1_000_000);
        content.writeTo(local.resolve("up"));
        content.slice(0, 300_000).writeTo(root.resolve("up"));
        content.writeTo(root.resolve("down"));
        content.slice(0, 400_000).writeTo(local.resolve("down"));
        sftp("""
                reput up
                reget down
                """);
        assertThat(content.mismatch(root.resolve("up"))).isEmpty();
        assertThat(content.mismatch(local.resolve("down"))).isEmpty();
    }

    @Test
    void copiesFoldersByScp() throws IOException {
        Content content = Content.random(3, 200_000);
        Files.createDirectories(local.resolve("tree/below"));
        content.writeTo(local.resolve("tree/below/file"));
        Command.Finished done =
                scp("-r", "tree", TestServer.USER + "@127.0.0.1:/up").run();
        assertThat(done.status()).as(done.toString()).isZero();
        assertThat(content.mismatch(root.resolve("up/below/file"))).isEmpty();
        Command.Finished back =
                scp("-rp", TestServer.USER + "@127.0.0.1:/up", "back").run();
        assertThat(back.status()).as(back.toString()).isZero();
        assertThat(content.mismatch(local.resolve("back/below/file"))).isEmpty();
    }

    @Test
    void theOldScpIsTold() throws IOException {
        Files.writeString(local.resolve("file"), "x");
        Command.Finished done =
                scp("-O", "file", TestServer.USER + "@127.0.0.1:/up").run();
        assertThat(done.status()).isNotZero();
        assertThat(done.errText()).contains("SFTP only");
    }

    private Command scp(String... words) {
        return Command.of(Requirement.tool("scp").toString())
                .and(server.access().arguments().toArray(String[]::new))
                .and("-P", Integer.toString(server.port()))
                .and(words)
                .in(local);
    }
}
