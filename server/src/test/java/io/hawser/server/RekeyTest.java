package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys exchanged again and again in the middle of transfers, by either side. */
class RekeyTest {
    private static final int EVERY = 256 << 10;
    private static final long LARGE = 64 << 20;
    private static final String GCM = "aes128-gcm@openssh.com";

    /**
     * Makes OpenSSH begin one about every 256 KiB that it sends, of either cipher: it takes the bytes of the next packet, which has 32 KiB, for so many blocks of the
     * cipher. (With {@code RekeyLimit=256K} it would for every packet.) What it receives it counts right.
     */
    private static final String SENDING_GCM = "RekeyLimit=768K";

    private static final String SENDING_CHACHA = "RekeyLimit=512K";
    private static final String RECEIVING = "RekeyLimit=256K";

    @TempDir
    private Path root;

    @TempDir
    private Path local;

    /** How often keys were exchanged. Little is asked for in advance, so that little is still to come, uncounted, when an exchange begins. */
    private int exchanges(TestServer server, String batch, String... options) throws IOException {
        Command.Finished done = Command.of(Requirement.tool("sftp").toString())
                .and(server.access().arguments().toArray(String[]::new))
                .and(options)
                .and(
                        "-v",
                        "-R",
                        "4",
                        "-B",
                        "32768",
                        "-P",
                        Integer.toString(server.port()),
                        "-b",
                        "-",
                        TestServer.USER + "@127.0.0.1")
                .reading(Content.text(batch))
                .in(local)
                .run();
        assertThat(done.status()).as(done.toString()).isZero();
        return begun(done).size() / 2;
    }

    /** Who has sent what in which order: {@code sent} by the client, {@code received} from the server. */
    private static List<String> begun(Command.Finished done) {
        return done.errText()
                .lines()
                .filter(line -> line.contains("SSH2_MSG_KEXINIT "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1).strip())
                .toList();
    }

    private static UnaryOperator<ServerConfig> often() {
        return config -> config.withLimits(Limits.defaults().withRekeyBytes(EVERY));
    }

    @Test
    void byTheServer() throws IOException {
        Content content = Content.random(11, LARGE);
        content.writeTo(local.resolve("file"));
        try (TestServer server = TestServer.serving(root, often())) {
            assertThat(exchanges(server, "put file up\nget up down\n", "-c", GCM))
                    .isBetween(200, 520);
        }
        assertThat(content.mismatch(root.resolve("up"))).isEmpty();
        assertThat(content.mismatch(local.resolve("down"))).isEmpty();
    }

    @Test
    void byTheClient() throws IOException {
        Content content = Content.random(12, LARGE);
        content.writeTo(local.resolve("file"));
        try (TestServer server = TestServer.serving(root)) {
            assertThat(exchanges(server, "put file up\n", "-c", GCM, "-o", SENDING_GCM))
                    .isBetween(100, 520);
            assertThat(exchanges(server, "get up down\n", "-c", GCM, "-o", RECEIVING))
                    .isBetween(100, 260);
        }
        assertThat(content.mismatch(root.resolve("up"))).isEmpty();
        assertThat(content.mismatch(local.resolve("down"))).isEmpty();
    }

    /** Both count the same bytes, so that they often begin together. */
    @Test
    void byBothAtTheSameMoment() throws IOException {
        Content content = Content.random(13, LARGE / 8);
        content.writeTo(local.resolve("file"));
        try (TestServer server = TestServer.serving(root, often())) {
            exchanges(server, "put file up\n", "-c", GCM, "-o", SENDING_GCM);
            exchanges(server, "get up down\n", "-c", GCM, "-o", RECEIVING);
            exchanges(server, "put file up2\n", "-c", "chacha20-poly1305@openssh.com", "-o", SENDING_CHACHA);
            exchanges(server, "get up2 down2\n", "-c", "chacha20-poly1305@openssh.com", "-o", RECEIVING);
            exchanges(server, "put file up3\nget up3 down3\n", "-c", "aes256-ctr", "-o", "RekeyLimit=600K");
        }
        for (String name : List.of("", "2", "3")) {
            assertThat(content.mismatch(root.resolve("up" + name))).isEmpty();
            assertThat(content.mismatch(local.resolve("down" + name))).isEmpty();
        }
    }

    /** A gigabyte each way by the default limits: the server begins one in each direction. */
    @Test
    void aGigabyteBothWays() throws IOException {
        Content content = Content.random(14, 1 << 30);
        content.writeTo(local.resolve("file"));
        try (TestServer server = TestServer.serving(root)) {
            Command client = Command.of(Requirement.tool("sftp").toString())
                    .and(server.access().arguments().toArray(String[]::new))
                    .and("-v", "-c", GCM, "-P", Integer.toString(server.port()), "-b", "-")
                    .and(TestServer.USER + "@127.0.0.1")
                    .in(local);
            Command.Finished put = client.reading(Content.text("put file up\n")).run();
            assertThat(put.status()).as(put.toString()).isZero();
            assertThat(begun(put)).containsExactly("sent", "received", "received", "sent");
            assertThat(content.mismatch(root.resolve("up"))).isEmpty();
            Files.delete(local.resolve("file"));
            Command.Finished got = client.reading(Content.text("get up down\n")).run();
            assertThat(got.status()).as(got.toString()).isZero();
            assertThat(begun(got)).containsExactly("sent", "received", "received", "sent");
            assertThat(content.mismatch(local.resolve("down"))).isEmpty();
        }
    }
}
