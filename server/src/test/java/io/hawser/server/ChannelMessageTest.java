package io.hawser.server;

import static io.hawser.server.RawSftp.packet;
import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.OpenResources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages below the protocol, RFC 4254 section 5, that no decent client sends: they are harmless, or end the connection that they came by. */
class ChannelMessageTest {
    private static final long SEED = 20_260_103;

    @TempDir
    private Path root;

    private TestServer server;
    private RawSftp sftp;
    private RawSftp other;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.serving(root);
        sftp = RawSftp.begun(server.access());
        other = RawSftp.begun(server.access());
    }

    @AfterEach
    void stop() throws IOException {
        sftp.close();
        other.close();
        server.close();
    }

    private void message(int type, Consumer<Buffer> content) throws IOException {
        Buffer buffer = sftp.session().createBuffer((byte) type);
        content.accept(buffer);
        sftp.session().writePacket(buffer);
    }

    private void toChannel(int type, Consumer<Buffer> content) throws IOException {
        message(type, buffer -> {
            buffer.putUInt(sftp.channel().getRecipient());
            content.accept(buffer);
        });
    }

    private static void works(RawSftp client) throws IOException {
        assertThat(client.ask(request(17, 1).text("/")).type()).isEqualTo(105);
    }

    /** The connection has ended, with a reason; nobody else noticed. */
    private void onlyThisOneEnded() throws IOException {
        Eventually.holds(() -> server.server().connections() == 1, () -> "it is still connected");
        Eventually.holds(() -> server.server().channels().size() == 1, () -> "a channel is left");
        Eventually.holds(
                () -> server.events(ServerEvent.Disconnected.class).size() == 1, () -> "its end is not told of");
        assertThat(server.events(ServerEvent.Disconnected.class).getFirst().reason())
                .isNotEqualTo("the connection ended");
        works(other);
    }

    @Test
    void dataBeyondTheWindowEndsTheConnection() throws IOException {
        Files.write(root.resolve("file"), new byte[200_000]);
        byte[] handle = sftp.handle("/file", 1);
        // Replies that nobody reads: from then on requests are kept, and the window stays as it is.
        for (int i = 0; i < 40; i++) {
            sftp.send(request(5, i).string(handle).u64(0).u32(200_000));
        }
        byte[] much = new byte[32_000];
        for (int i = 0; i < 400 && sftp.session().isOpen(); i++) {
            try {
                toChannel(SshConstants.SSH_MSG_CHANNEL_DATA, buffer -> buffer.putBytes(much));
            } catch (IOException _) {
                break;
            }
        }
        onlyThisOneEnded();
    }

    @Test
    void aWindowOfAnySizeIsOne() throws IOException {
        for (int i = 0; i < 5; i++) {
            toChannel(SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST, buffer -> buffer.putUInt(0xffffffffL));
        }
        toChannel(SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST, buffer -> buffer.putUInt(0));
        Content content = Content.random(5, 200_000);
        content.writeTo(root.resolve("file"));
        byte[] handle = sftp.handle("/file", 1);
        assertThat(sftp.ask(request(5, 2).string(handle).u64(0).u32(200_000))
                        .expect(103)
                        .id(2)
                        .string())
                .isEqualTo(content.bytes());
        works(other);
    }

    @Test
    void emptyDataIsNothing() throws IOException {
        for (int i = 0; i < 1000; i++) {
            toChannel(SshConstants.SSH_MSG_CHANNEL_DATA, buffer -> buffer.putBytes(new byte[0]));
        }
        toChannel(SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, buffer -> {
            buffer.putUInt(1);
            buffer.putBytes(new byte[1000]);
        });
        works(sftp);
    }

    @Test
    void dataBehindTheEndIsNotCarriedOut() throws IOException {
        toChannel(SshConstants.SSH_MSG_CHANNEL_EOF, _ -> {});
        try {
            toChannel(
                    SshConstants.SSH_MSG_CHANNEL_DATA,
                    buffer -> buffer.putBytes(
                            request(14, 1).text("/behind").u32(0).framed()));
        } catch (IOException _) {
            // It may be gone by now.
            assertThat(root.resolve("behind")).doesNotExist();
        }
        Eventually.holds(() -> server.server().channels().size() == 1, () -> "a channel is left");
        assertThat(root.resolve("behind")).doesNotExist();
        works(other);
    }

    @Test
    void channelsThatAreNotThereHarmNobody() throws IOException {
        for (int type : List.of(
                SshConstants.SSH_MSG_CHANNEL_DATA,
                SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST,
                SshConstants.SSH_MSG_CHANNEL_EOF,
                SshConstants.SSH_MSG_CHANNEL_CLOSE)) {
            try (RawSftp one = RawSftp.begun(server.access())) {
                Buffer buffer = one.session().createBuffer((byte) type);
                buffer.putUInt(999);
                buffer.putUInt(0);
                one.session().writePacket(buffer);
                works(other);
            }
        }
    }

    @Test
    void whatASessionIsAskedForBesidesIsRefusedAndItGoesOn() throws IOException {
        var input = new ByteArrayOutputStream();
        input.writeBytes(packet(1).u32(3).framed());
        input.writeBytes(request(17, 5).text("/").framed());
        Command.Finished done = Command.of("ssh", "-v", "-A", "-o", "SetEnv=HAWSER=x", "-p")
                .and(Integer.toString(server.port()))
                .and(server.access().arguments().toArray(String[]::new))
                .and("-o", "RemoteForward=0 127.0.0.1:1", "-s", "tester@127.0.0.1", "sftp")
                .reading(Content.of(input.toByteArray()))
                .run();
        assertThat(done.errText())
                .as(done.toString())
                .contains("remote forward failure")
                .contains("exit-status");
        var replies = new DataInputStream(new ByteArrayInputStream(done.out()));
        new RawSftp.In(replies.readNBytes(replies.readInt())).expect(2);
        new RawSftp.In(replies.readNBytes(replies.readInt())).expect(105).id(5);
    }

    @Test
    void onlyOneSubsystemOfAChannel() throws IOException {
        toChannel(SshConstants.SSH_MSG_CHANNEL_REQUEST, buffer -> {
            buffer.putString("subsystem");
            buffer.putBoolean(false);
            buffer.putString("sftp");
        });
        works(sftp);
        assertThat(server.server().channels()).hasSize(2);
        Command.Finished another = server.access().ssh().and("-s", "netconf").run();
        assertThat(another.status()).isEqualTo(255);
        assertThat(another.errText()).contains("subsystem request failed");
        works(sftp);
    }

    /** Mutated messages of a session that is logged in, seeded. */
    @Test
    void mutatedMessagesHarmNobodyElse() throws IOException {
        Files.writeString(root.resolve("file"), "x");
        var random = new Random(SEED);
        for (int connection = 0; connection < 60; connection++) {
            try (RawSftp one = RawSftp.begun(server.access())) {
                for (int i = 0; i < 30 && one.session().isOpen(); i++) {
                    mutated(one, random);
                }
            } catch (IOException _) {
                // That one was ended.
                continue;
            }
            works(other);
        }
        works(other);
        Eventually.holds(
                () -> server.server().connections() == 2
                        && server.server().channels().size() == 2,
                () -> "seed " + SEED + ": " + server.server().channels());
        assertThat(OpenResources.filesBelow(root)).containsOnly(root.toRealPath());
    }

    private static void mutated(RawSftp one, Random random) throws IOException {
        int type = SshConstants.SSH_MSG_GLOBAL_REQUEST + random.nextInt(21);
        Buffer buffer = one.session().createBuffer((byte) type);
        buffer.putUInt(
                random.nextInt(4) == 0
                        ? random.nextInt() & 0xffffffffL
                        : one.channel().getRecipient());
        for (int part = random.nextInt(5); part > 0; part--) {
            switch (random.nextInt(5)) {
                case 0 -> buffer.putUInt(random.nextInt() & 0xffffffffL);
                case 1 ->
                    buffer.putString(List.of("subsystem", "session", "sftp", "env", "exec")
                            .get(random.nextInt(5)));
                case 2 -> buffer.putBoolean(random.nextBoolean());
                case 3 -> buffer.putBytes(new byte[random.nextInt(200)]);
                default -> buffer.putUInt(random.nextInt(100_000));
            }
        }
        one.session().writePacket(buffer);
    }
}
