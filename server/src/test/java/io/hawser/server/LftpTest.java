package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** lftp, which sends many requests ahead and resumes by itself. */
class LftpTest extends ClientTest {
    private Command.Finished lftp(String script) throws IOException {
        String connect = "ssh -a -x " + String.join(" ", server.access().arguments());
        return succeed(Command.of(Requirement.tool("lftp").toString(), "-c", """
                set cmd:fail-exit yes
                set net:max-retries 1
                set sftp:connect-program "%s"
                open -u tester,x sftp://127.0.0.1:%s
                %s""".formatted(connect, port(), script)));
    }

    @Test
    void transfersMirrorsAndResumes() throws IOException {
        make(local.resolve("up"));
        make(root.resolve("down"));
        make(root.resolve("rest"), 500_000);
        make(local.resolve("rest"));
        make(root.resolve("again"), 500_000);
        make(local.resolve("again"));
        make(local.resolve("half"), 500_000);
        make(local.resolve("tree/below/file"));
        lftp("""
                put up
                get down
                pget -n 4 down -o parallel
                get -c down -o half
                put -c rest
                reput again
                mirror -R tree tree
                mirror -P 4 tree back
                """);
        assertWhole(root.resolve("up"), root.resolve("rest"), root.resolve("again"), root.resolve("tree/below/file"));
        assertWhole(local.resolve("down"), local.resolve("parallel"), local.resolve("half"));
        assertWhole(local.resolve("back/below/file"));
        assertFromLongAgo(root.resolve("tree/below/file"), local.resolve("down"), local.resolve("back/below/file"));
        Files.delete(local.resolve("tree/below/file"));
        make(local.resolve("tree/new"), 10);
        lftp("mirror -R --delete tree tree\n");
        assertThat(root.resolve("tree/below")).isEmptyDirectory();
        assertThat(root.resolve("tree/new")).hasSize(10);
    }

    @Test
    void changesFiles() throws IOException {
        make(root.resolve("a"), 10);
        make(root.resolve("b"), 10);
        make(root.resolve("folder/below/c"), 10);
        Command.Finished done = lftp("""
                cls -l a
                chmod 640 a
                mv a moved
                ln -s moved soft
                mkdir -p one/two
                rmdir one/two
                rm b
                rm -r folder
                cat moved
                """);
        assertThat(done.outText()).containsPattern("(?m)^-rw.* 10 .*2011.* a$");
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("moved", "one", "soft");
        assertThat(Files.getPosixFilePermissions(root.resolve("moved")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(root.resolve("soft").toRealPath())
                .isEqualTo(root.resolve("moved").toRealPath());
    }
}
