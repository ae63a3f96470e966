package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A byte that was changed on the way, in the middle of an upload: the connection ends, and none of it is published. */
class ForgedPacketTest {
    private static final long SIZE = 4 << 20;

    @TempDir
    private Path root;

    @TempDir
    private Path local;

    @ParameterizedTest
    @ValueSource(strings = {"chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com"})
    void endsTheConnection(String cipher) throws IOException {
        Content.random(6, SIZE).writeTo(local.resolve("file"));
        var flipped = new Fault.FlipBit(SIZE / 2, Fault.Direction.TO_SERVER);
        try (TestServer server = TestServer.serving(root);
                FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.first(1, flipped))) {
            var access = server.access().at(proxy.port());
            var failed = Command.of(Requirement.tool("sftp").toString())
                    .and(access.arguments().toArray(String[]::new))
                    .and("-c", cipher, "-P", Integer.toString(access.port()), "-b", "-", TestServer.USER + "@127.0.0.1")
                    .reading(Content.text("put file forged\n"))
                    .in(local)
                    .run();
            assertThat(failed.status()).as(failed.toString()).isNotZero();
            Eventually.holds(
                    () -> server.server().connections() == 0
                            && server.server().channels().isEmpty(),
                    () -> "still open: " + server.events());
            assertThat(root.resolve("forged")).doesNotExist();
            assertThat(root.resolve("forged.partial")).exists();

            var whole = access.sftp("put file whole\n").in(local).run();
            assertThat(whole.status()).as(whole.toString()).isZero();
            assertThat(root.resolve("whole")).hasSameBinaryContentAs(local.resolve("file"));
        }
    }
}
