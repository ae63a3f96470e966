package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Host keys that cannot be used are told with their file and what is wrong, before anything is listened on. */
class HostKeyTest {
    @TempDir
    private Path folder;

    private static void refused(String reason, Path... files) {
        ServerConfig config = ServerConfig.with(files[0]).withHostKeys(List.of(files));
        assertThatThrownBy(() -> SftpServer.start(config).close())
                .isInstanceOf(HostKeyException.class)
                .hasMessage("host key " + files[files.length - 1] + ": " + reason);
    }

    private static void run(String... words) throws IOException {
        var ended = Command.of(Requirement.tool(words[0]).toString())
                .and(List.of(words).subList(1, words.length).toArray(String[]::new))
                .run();
        if (ended.status() != 0) {
            throw new AssertionError(ended.toString());
        }
    }

    @Test
    void oneWithAPassphrase() throws IOException {
        String reason = "has a passphrase, which nobody could give; ssh-keygen -p -f FILE takes it off";
        refused(
                reason,
                SshKey.make(folder.resolve("locked"), "ed25519", "secret phrase")
                        .file());
        Path pem = folder.resolve("pem");
        run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "secret phrase", "-f", pem.toString());
        refused(reason, pem);
    }

    @Test
    void whatIsNone() throws IOException {
        refused("no private key is in it", Files.writeString(folder.resolve("nonsense"), "no key"));
        refused("no private key is in it", Files.createFile(folder.resolve("empty")));
        refused(
                "not a private key that can be read",
                Files.writeString(
                        folder.resolve("cut"),
                        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n"));
        refused("not a file", folder);
        Path pipe = folder.resolve("pipe");
        run("mkfifo", pipe.toString());
        refused("not a file", pipe);
    }

    @Test
    void oneThatIsTooWeak() throws IOException {
        Path weak = folder.resolve("weak");
        run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", weak.toString());
        refused("an RSA key of less than 2048 bits; make a better one by ssh-keygen -t ed25519", weak);
    }

    @Test
    void aSecondOneOfTheSameType() throws IOException {
        refused(
                "a second key of type ssh-ed25519",
                SshKey.make(folder.resolve("one")).file(),
                SshKey.make(folder.resolve("other")).file());
    }

    @Test
    void oneThatCannotBeMade() {
        refused("cannot be made: its folder is not there", folder.resolve("no/key"));
    }

    @Test
    void aLinkThatLeadsNowhere() throws IOException {
        refused("a link that leads nowhere", Files.createSymbolicLink(folder.resolve("link"), Path.of("nothing")));
    }
}
