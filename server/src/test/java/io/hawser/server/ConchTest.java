package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** {@code cftp} of Twisted Conch. */
class ConchTest extends ClientTest {
    @Test
    void doesAllThatItCan() throws IOException {
        make(local.resolve("up"));
        make(root.resolve("down"));
        make(root.resolve("gone"), 10);
        make(root.resolve("old"), 10);
        // It looks for the host without the port.
        Path known = local.resolve("known_hosts");
        Files.writeString(known, "127.0.0.1 " + server.server().hostKeys().getFirst() + "\n");
        Content.text("""
                put up
                get down
                ls -l
                mkdir folder
                mkdir other
                rename old folder/new
                chmod 600 folder/new
                ln folder/new link
                rm gone
                rmdir other
                exit
                """).writeTo(local.resolve("batch"));
        succeed(Command.of(Python.with("twisted.conch").toString(), "-W", "ignore", "-c")
                .and("from twisted.conch.scripts.cftp import run; run()")
                .and("-i", server.access().identity().toString(), "--known-hosts=" + known)
                .and("-p", port(), "-b", "batch", where()));
        assertWhole(root.resolve("up"), local.resolve("down"));
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("down", "folder", "link", "up");
        assertThat(Files.getPosixFilePermissions(root.resolve("link").toRealPath()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(root.resolve("link").toRealPath())
                .isEqualTo(root.resolve("folder/new").toRealPath());
    }
}
