package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of its two paths is the link, clients do not agree about. */
class SymbolicLinkTest {
    @TempDir
    private Path root;

    @Test
    void isMadeInTheOrderOfItsClient() throws IOException {
        try (TestServer server = TestServer.serving(root)) {
            for (String name :
                    List.of("OpenSSH_9.2", "paramiko_2.12", "libssh2_1.10.0", "PuTTY_Release_0.78", "else")) {
                assertThat(made(server, name, name + "-text", name)).isEqualTo(name + "-text");
            }
            for (String name : List.of("AsyncSSH_2.10.1", "libssh_0.10.6", "WinSCP_release_6.3.5")) {
                assertThat(made(server, name, name, name + "-text")).isEqualTo(name + "-text");
            }
        }
    }

    /** What the link of the client's name leads to. */
    private String made(TestServer server, String client, String first, String second) throws IOException {
        try (RawSftp sftp = RawSftp.begun(server.access(), client)) {
            assertThat(sftp.status(RawSftp.request(20, 1).text(first).text(second)))
                    .isZero();
        }
        return Files.readSymbolicLink(root.resolve(client)).toString();
    }
}
