package io.hawser.server;

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
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand packets that are right, or nearly: each has one answer, the server goes on, and another session with it. */
class FuzzTest {
    private static final int PACKETS = 100_000;
    private static final int A_CONNECTION = 10_000;
    private static final int AT_A_TIME = 100;
    private static final long SEED = 20_260_101;
    private static final Set<Integer> REPLIES = Set.of(101, 102, 103, 104, 105, 201);

    @TempDir
    private Path root;

    private final Random random = new Random(SEED);
    private final FuzzPackets packets = new FuzzPackets(random);
    /** Kinds of requests that were carried out as they were meant. */
    private final Set<String> done = new TreeSet<>();

    @Test
    void mutatedPacketsStopNobody() throws IOException {
        Content content = Content.random(12, 300_000);
        Path home = Files.createDirectory(root.resolve("home"));
        // Below a name that no mutation makes.
        Path kept = Files.createDirectories(home.resolve("kept/below"));
        content.writeTo(kept.resolve("content"));
        try (TestServer server =
                        TestServer.serving(home, config -> config, user -> user.withConnections(3), SmallFiles::open);
                RawSftp other = RawSftp.begun(server.access())) {
            for (int sent = 0; sent < PACKETS; sent += A_CONNECTION) {
                channel(server);
                byte[] handle = other.handle("/kept/below/content", 1);
                assertThat(other.ask(request(5, 5).string(handle).u64(0).u32(200_000))
                                .expect(103)
                                .id(5)
                                .string())
                        .as("seed " + SEED)
                        .isEqualTo(content.slice(0, 200_000).bytes());
                assertThat(other.status(request(4, 6).string(handle))).isZero();
            }
            assertThat(done).as("seed " + SEED).isEqualTo(packets.kinds());
            Eventually.holds(() -> server.server().channels().size() == 1, () -> "a channel is left");
            // The jail of the session that is still there.
            assertThat(OpenResources.filesBelow(home)).containsOnly(home.toRealPath());
            try (RawSftp after = RawSftp.begun(server.access())) {
                assertThat(after.ask(request(17, 1).text("/")).type()).isEqualTo(105);
            }
        }
    }

    private void channel(TestServer server) throws IOException {
        try (RawSftp sftp = RawSftp.begun(server.access())) {
            List<FuzzPackets.Made> before = List.of();
            for (int sent = 0; sent < A_CONNECTION; sent += AT_A_TIME) {
                List<FuzzPackets.Made> batch = sent(sftp);
                answered(before, sftp);
                before = batch;
            }
            answered(before, sftp);
        }
        packets.over();
    }

    private List<FuzzPackets.Made> sent(RawSftp sftp) throws IOException {
        var batch = new ArrayList<FuzzPackets.Made>();
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < AT_A_TIME; i++) {
            FuzzPackets.Made made = packets.next();
            batch.add(made);
            // Their lengths are right, so that all of them are taken for requests.
            bytes.writeBytes(new RawSftp.Out().string(made.packet()).plain());
        }
        sftp.raw(bytes.toByteArray());
        return batch;
    }

    private void answered(List<FuzzPackets.Made> batch, RawSftp sftp) throws IOException {
        for (FuzzPackets.Made made : batch) {
            answered(made, sftp.reply());
        }
    }

    private void answered(FuzzPackets.Made made, RawSftp.In reply) {
        if (made.type() == 1) {
            reply.expect(2);
            return;
        }
        assertThat(REPLIES).contains(reply.type());
        reply.id(made.id());
        boolean well = reply.type() != 101 || reply.u32() == 0;
        if (well && !made.changed()) {
            done.add(made.kind());
        }
        if (reply.type() == 102) {
            packets.opened(made, reply.string());
        }
    }
}
