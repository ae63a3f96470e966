package io.hawser.testkit.ssh;

import io.hawser.testkit.SshAccess;
import io.hawser.testkit.ssh.SftpRequest.Type;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.IntStream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;

/** A client that sends and reads SFTP packets one by one, as a test tells it. */
final class RawSftp implements AutoCloseable {
    private static final Duration GUARD = Duration.ofMinutes(1);

    private final SshClient client = SshClient.setUpDefaultClient();
    private final ChannelSubsystem channel;
    private final OutputStream out;
    private final DataInputStream in;

    RawSftp(SshAccess access) throws IOException {
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setKeyIdentityProvider(new FileKeyPairProvider(access.identity()));
        client.start();
        ClientSession session = client.connect(access.user(), SshAccess.HOST, access.port())
                .verify(GUARD)
                .getSession();
        session.auth().verify(GUARD);
        channel = session.createSubsystemChannel("sftp");
        channel.open().verify(GUARD);
        out = channel.getInvertedIn();
        in = new DataInputStream(channel.getInvertedOut());
    }

    void send(PacketWriter packet) throws IOException {
        out.write(packet.packet());
        out.flush();
    }

    /** Sends INIT and gives VERSION. */
    PacketReader begin() throws IOException {
        send(new PacketWriter().u8(1).u32(3));
        return packet();
    }

    static PacketWriter request(Type type, int id) {
        int code = IntStream.range(0, 256)
                .filter(candidate -> is(candidate, type))
                .findFirst()
                .orElseThrow();
        return new PacketWriter().u8(code).u32(id);
    }

    private static boolean is(int code, Type type) {
        try {
            return Type.of(code) == type;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Opens a file for reading. */
    byte[] open(String path) throws IOException {
        send(request(Type.OPEN, 1).text(path).u32(1).u32(0));
        PacketReader reply = packet();
        if (reply.u8() != 102) {
            throw new IOException("no handle");
        }
        reply.u32();
        return reply.bytes();
    }

    void read(int id, byte[] handle, long offset, int length) throws IOException {
        send(request(Type.READ, id).bytes(handle).u64(offset).u32(length));
    }

    /** The next packet, without its length. */
    PacketReader packet() throws IOException {
        return new PacketReader(in.readNBytes(in.readInt()));
    }

    DataInputStream stream() {
        return in;
    }

    /** Returns when the server has closed the channel. */
    void awaitClose() {
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), GUARD);
    }

    @Override
    public void close() {
        client.stop();
    }
}
