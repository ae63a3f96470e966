package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** PuTTY's {@code psftp} and {@code pscp}; WinSCP and FileZilla speak SSH by the same code. */
class PuttyTest extends ClientTest {
    private Command putty(String program) throws IOException {
        Path key = local.resolve("key.ppk");
        succeed(Command.of(Requirement.tool("puttygen").toString())
                .and(server.access().identity().toString(), "-O", "private", "-o", key.toString()));
        return Command.of(
                        Requirement.tool(program).toString(), "-batch", "-i", key.toString(), "-P", port(), "-hostkey")
                .and(server.server().hostKeys().getFirst().fingerprint());
    }

    private Command.Finished psftp(String batch) throws IOException {
        Content.text(batch).writeTo(local.resolve("batch"));
        return succeed(putty("psftp").and("-b", "batch", where()));
    }

    @Test
    void listsGetsPutsAndResumes() throws IOException {
        make(local.resolve("up"));
        make(local.resolve("rest"));
        make(root.resolve("rest"), 1_000_000);
        make(root.resolve("down"));
        make(local.resolve("half"), 1_000_000);
        make(local.resolve("tree/below/file"));
        Command.Finished done = psftp("""
                pwd
                put up
                reput rest
                get down
                reget down half
                put -r tree
                get -r tree back
                ls
                """);
        assertThat(done.outText())
                .contains("Remote directory is /\n")
                .containsPattern("(?m)^-rw.* 3000000 Dec 13  2011 down$");
        assertWhole(root.resolve("up"), root.resolve("rest"), local.resolve("down"), local.resolve("half"));
        assertWhole(root.resolve("tree/below/file"), local.resolve("back/below/file"));
    }

    @Test
    void changesFiles() throws IOException {
        make(root.resolve("a"), 10);
        make(root.resolve("b"), 10);
        psftp("""
                mkdir folder
                mkdir other
                ren a folder/c
                chmod 600 folder/c
                del b
                rmdir other
                cd folder
                get c
                """);
        assertThat(root.toFile().list()).containsExactly("folder");
        assertThat(local.resolve("c")).hasSize(10);
        assertThat(Files.getPosixFilePermissions(root.resolve("folder/c")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void pscpKeepsTimes() throws IOException {
        make(local.resolve("tree/below/file"));
        succeed(putty("pscp").and("-p", "-r", "tree", where() + ":/"));
        succeed(putty("pscp").and("-p", "-r", where() + ":/tree", "back"));
        assertWhole(root.resolve("tree/below/file"), local.resolve("back/below/file"));
        assertFromLongAgo(root.resolve("tree/below/file"), local.resolve("back/below/file"));
        Command.Finished old =
                putty("pscp").and("-scp", "key.ppk", where() + ":/").in(local).run();
        assertThat(old.status()).isEqualTo(1);
        assertThat(old.errText()).contains("SFTP only");
    }
}
