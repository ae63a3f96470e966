package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** curl by libssh2. */
class CurlTest extends ClientTest {
    private Command curl(String... options) throws IOException {
        Command curl = Command.of(Requirement.tool("curl").toString());
        Requirement.that(
                curl.and("--version").run().outText().matches("(?s).*\nProtocols: [^\n]*\\bsftp\\b.*"),
                "this curl knows no SFTP");
        Path home = Files.createDirectories(local.resolve("home/.ssh"));
        Files.copy(server.access().knownHosts(), home.resolve("known_hosts"), StandardCopyOption.REPLACE_EXISTING);
        return curl.and("-sS", "-u", TestServer.USER + ":", "--key")
                .and(server.access().identity().toString(), "--pubkey")
                .and(server.access().identity() + ".pub")
                .and(options)
                .atHome(home.getParent());
    }

    private String url(String path) {
        return "sftp://127.0.0.1:" + server.port() + path;
    }

    @Test
    void listsGetsPutsAndResumes() throws IOException {
        make(local.resolve("up"));
        make(local.resolve("rest"));
        make(root.resolve("rest"), 1_000_000);
        make(root.resolve("a file"), 1);
        make(root.resolve("down"));
        make(local.resolve("half"), 1_000_000);
        succeed(curl("-T", "up", "--ftp-create-dirs", url("/deep/folder/up")));
        succeed(curl("-C", "-", "-T", "rest", url("/rest")));
        succeed(curl(url("/down"), "-o", "down"));
        succeed(curl("-C", "-", url("/down"), "-o", "half"));
        assertWhole(root.resolve("deep/folder/up"), root.resolve("rest"), local.resolve("down"), local.resolve("half"));
        assertThat(succeed(curl("-r", "1000-1999", url("/down"))).out())
                .isEqualTo(CONTENT.slice(1_000, 1_000).bytes());
        assertThat(succeed(curl("-l", url("/"))).outText().lines().toList()).contains("a file", "deep", "down", "rest");
        assertThat(succeed(curl(url("/"))).outText())
                .containsPattern("(?m)^-rw.* 3000000 Dec 13  2011 down$")
                .containsPattern("(?m)^drwx.* deep$");
    }

    @Test
    void changesFilesByItsCommands() throws IOException {
        make(root.resolve("a"), 10);
        make(root.resolve("b"), 10);
        succeed(curl("-Q", "mkdir /made", "-Q", "mkdir /kept", "-Q", "rename /a /kept/c", "-Q", "rm /b")
                .and("-Q", "rmdir /made", "-Q", "chmod 600 /kept/c", "-Q", "ln /kept/c /link")
                .and("-Q", "mtime \"Sat, 03 Feb 2001 04:05:06 GMT\" /kept/c", "-l", url("/")));
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("kept", "link");
        assertThat(root.resolve("link").toRealPath())
                .isEqualTo(root.resolve("kept/c").toRealPath());
        assertThat(Files.getPosixFilePermissions(root.resolve("kept/c")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getLastModifiedTime(root.resolve("kept/c"))).hasToString("2001-02-03T04:05:06Z");
        Command.Finished missing = curl(url("/none")).in(local).run();
        assertThat(missing.status()).isEqualTo(78);
    }
}
