package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Eventually;
import io.hawser.testkit.SshAccess;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask and do not read what they are answered cost a bounded amount of memory. */
class FloodTest {
    private static final int BUDGET = 16 << 20;
    private static final int STALL_MILLIS = 2_000;
    private static final int GIVEN_UP_MILLIS = 60_000;

    @TempDir
    private Path root;

    /** The smallest packet before keys are exchanged; nobody knows its type, and each gets one answer. */
    private static byte[] unknown() {
        return new byte[] {0, 0, 0, 12, 10, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    }

    @Test
    void whoDoesNotReadIsNotReadFromAndGoesOnWhenHeReads() throws IOException {
        try (TestServer server = TestServer.serving(root);
                SocketChannel socket = SocketChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            socket.setOption(StandardSocketOptions.SO_SNDBUF, 65_536);
            socket.connect(new InetSocketAddress(SshAccess.HOST, server.port()));
            socket.write(ByteBuffer.wrap("SSH-2.0-flood\r\n".getBytes(StandardCharsets.US_ASCII)));
            long sent = flood(socket);
            assertThat(sent).as("taken from a client that does not read").isLessThan(BUDGET);
            socket.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            socket.socket().setSoTimeout(GIVEN_UP_MILLIS);
            var in = new DataInputStream(new BufferedInputStream(socket.socket().getInputStream()));
            assertThat(in.readNBytes("SSH-2.0-Hawser\r\n".length())).startsWith('S', 'S', 'H');
            long answers = 0;
            while (answers < sent / unknown().length) {
                byte[] answer = in.readNBytes(in.readInt());
                answers += answer[1] == SshConstants.SSH_MSG_UNIMPLEMENTED ? 1 : 0;
            }
        }
    }

    /** Sends until nothing more is taken, and gives back how much was. */
    private static long flood(SocketChannel socket) throws IOException {
        ByteBuffer packets = ByteBuffer.allocate(16 << 10);
        while (packets.hasRemaining()) {
            packets.put(unknown());
        }
        packets.flip();
        long sent = 0;
        socket.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            socket.register(selector, SelectionKey.OP_WRITE);
            while (sent < BUDGET && selector.select(STALL_MILLIS) > 0) {
                sent += socket.write(packets);
                if (!packets.hasRemaining()) {
                    packets.rewind();
                }
                selector.selectedKeys().clear();
            }
        }
        socket.configureBlocking(true);
        return sent;
    }

    @Test
    void whoNeverEndsAKeyExchangeIsDisconnected() throws IOException {
        try (TestServer server = TestServer.serving(root);
                RawSftp raw = RawSftp.begun(server.access())) {
            ClientSession session = raw.session();
            session.getIoSession().suspendRead();
            raw.ask(RawSftp.request(17, 1).text("/"));
            session.writePacket(keyExchange(session));
            try {
                for (int i = 0; i < 20_000; i++) {
                    Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
                    request.putString("nobody@example.com");
                    request.putBoolean(true);
                    session.writePacket(request);
                }
            } catch (IOException _) {
                // That is what is expected; what is sent before it ends is just not answered.
            }
            Eventually.holds(() -> server.server().connections() == 0, () -> "still connected");
        }
    }

    private static Buffer keyExchange(ClientSession session) {
        Map<KexProposalOption, String> proposals = session.getClientKexProposals();
        Buffer buffer = session.createBuffer(SshConstants.SSH_MSG_KEXINIT, 4_096);
        buffer.putRawBytes(new byte[16]);
        for (KexProposalOption option : KexProposalOption.VALUES) {
            buffer.putString(proposals.getOrDefault(option, ""));
        }
        buffer.putBoolean(false);
        buffer.putUInt(0);
        return buffer;
    }

    @Test
    void refusedChannelsLeaveNothing() throws IOException {
        try (TestServer server = TestServer.serving(
                        root, config -> config.withLimits(Limits.defaults().withChannels(1)));
                RawSftp raw = RawSftp.begun(server.access())) {
            for (int i = 0; i < 5; i++) {
                assertThat(raw.session().createSubsystemChannel("sftp").open().await(RawSftp.GUARD))
                        .isTrue();
            }
            Eventually.holds(
                    () -> server.events(ServerEvent.Refused.class).size() == 5, () -> "not all of them are refused");
            // What is said to a channel that there is not is of no consequence.
            for (int channel = 1; channel <= 5; channel++) {
                Buffer request = raw.session().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
                request.putUInt(channel);
                request.putString("env");
                request.putBoolean(true);
                raw.session().writePacket(request);
            }
            assertThat(raw.ask(RawSftp.request(17, 1).text("/")).type()).isEqualTo(105);
        }
    }

    @Test
    void aChannelOfHugePacketsIsAsGoodAsAnother() throws IOException {
        try (TestServer server = TestServer.serving(root);
                RawSftp raw = RawSftp.begun(server.access())) {
            Buffer open = raw.session().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
            open.putString("session");
            open.putUInt(77);
            open.putUInt(0xffffffffL);
            open.putUInt(0xffffffffL);
            raw.session().writePacket(open);
            Eventually.holds(() -> server.server().channels().size() == 2, () -> "not opened");
            assertThat(raw.ask(RawSftp.request(17, 1).text("/")).type()).isEqualTo(105);
        }
    }
}
