package io.hawser.server;

import static io.hawser.server.RawSftp.packet;
import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.OpenResources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand packets that are nearly right: whatever comes, the server goes on, and another session with it. */
class FuzzTest {
    private static final int PACKETS = 100_000;
    private static final int A_CONNECTION = 10_000;
    private static final long SEED = 20_260_101;

    @TempDir
    private Path root;

    private static List<byte[]> right() {
        var all = new ArrayList<byte[]>();
        for (int type = 3; type <= 20; type++) {
            all.add(request(type, type).text("/file").u32(3).u32(0).plain());
            all.add(request(type, type).text("/file").text("/other").plain());
            all.add(request(type, type).string(new byte[16]).u64(0).u32(100).plain());
        }
        for (String name : List.of(
                "posix-rename@openssh.com",
                "statvfs@openssh.com",
                "hardlink@openssh.com",
                "lsetstat@openssh.com",
                "limits@openssh.com",
                "expand-path@openssh.com",
                "home-directory",
                "copy-data",
                "check-file-name")) {
            all.add(request(200, 1)
                    .text(name)
                    .text("/file")
                    .text("md5")
                    .u64(0)
                    .u64(0)
                    .u32(0)
                    .plain());
        }
        return all;
    }

    private static byte[] mutated(byte[] packet, Random random) {
        byte[] made = packet.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            made[random.nextInt(made.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(10) == 0 ? java.util.Arrays.copyOf(made, 5 + random.nextInt(made.length + 20)) : made;
    }

    @Test
    void mutatedPacketsStopNobody() throws IOException {
        Content content = Content.random(12, 300_000);
        Path home = Files.createDirectory(root.resolve("home"));
        // Below a name that no mutation makes.
        Path kept = Files.createDirectories(home.resolve("kept/below"));
        content.writeTo(kept.resolve("content"));
        var random = new Random(SEED);
        List<byte[]> right = right();
        try (TestServer server = TestServer.serving(home, config -> config, user -> user.withConnections(3));
                RawSftp other = RawSftp.begun(server.access())) {
            for (int done = 0; done < PACKETS; done += A_CONNECTION) {
                var input = new ByteArrayOutputStream();
                input.writeBytes(packet(1).u32(3).framed());
                for (int i = 0; i < A_CONNECTION; i++) {
                    byte[] packet = mutated(right.get(random.nextInt(right.size())), random);
                    // Their lengths are right, so that all of them are taken for requests.
                    input.writeBytes(new RawSftp.Out().string(packet).plain());
                }
                server.access()
                        .ssh()
                        .and("-s", "sftp")
                        .reading(Content.of(input.toByteArray()))
                        .run();
                byte[] handle = other.handle("/kept/below/content", 1);
                assertThat(other.ask(request(5, 5).string(handle).u64(0).u32(200_000))
                                .expect(103)
                                .id(5)
                                .string())
                        .as("seed " + SEED)
                        .isEqualTo(content.slice(0, 200_000).bytes());
                assertThat(other.status(request(4, 6).string(handle))).isZero();
            }
            Eventually.holds(() -> server.server().channels().size() == 1, () -> "a channel is left");
            // The jail of the session that is still there.
            assertThat(OpenResources.filesBelow(home)).containsOnly(home.toRealPath());
            try (RawSftp after = RawSftp.begun(server.access())) {
                assertThat(after.ask(request(17, 1).text("/")).type()).isEqualTo(105);
            }
        }
    }
}
