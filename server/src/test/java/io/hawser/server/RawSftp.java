package io.hawser.server;

import io.hawser.testkit.SshAccess;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;

/** A client that sends and reads SFTP packets one by one, as a test tells it. */
final class RawSftp implements SftpPeer {
    static final Duration GUARD = Duration.ofMinutes(1);

    private final SshClient client;
    private final boolean owned;
    private final ClientSession session;
    private final ChannelSubsystem channel;
    private final OutputStream out;
    private final DataInputStream in;

    RawSftp(SshAccess access) throws IOException {
        this(access, "test");
    }

    /** One that calls itself so. */
    RawSftp(SshAccess access, String name) throws IOException {
        this(access, started(name), true);
    }

    /** One of many on the same threads. */
    RawSftp(SshAccess access, SshClient shared) throws IOException {
        this(access, shared, false);
    }

    private RawSftp(SshAccess access, SshClient client, boolean owned) throws IOException {
        this.client = client;
        this.owned = owned;
        session = client.connect(access.user(), SshAccess.HOST, access.port())
                .verify(GUARD)
                .getSession();
        session.addPublicKeyIdentity(key(access));
        session.auth().verify(GUARD);
        channel = open();
        out = channel.getInvertedIn();
        in = new DataInputStream(channel.getInvertedOut());
    }

    static SshClient started(String name) {
        SshClient made = client();
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(made, name);
        made.start();
        return made;
    }

    /** One that has nothing of whoever runs the tests. */
    static SshClient client() {
        SshClient made = SshClient.setUpDefaultClient();
        made.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        made.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        made.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        return made;
    }

    /** Connected, agreed on version 3. */
    static RawSftp begun(SshAccess access) throws IOException {
        return begun(access, "test");
    }

    static RawSftp begun(SshAccess access, String name) throws IOException {
        return new RawSftp(access, name).begin();
    }

    /** Agrees on version 3. */
    RawSftp begin() throws IOException {
        send(packet(1).u32(3));
        reply().expect(2);
        return this;
    }

    private static KeyPair key(SshAccess access) throws IOException {
        try (var stream = Files.newInputStream(access.identity())) {
            return SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), stream, null)
                    .iterator()
                    .next();
        } catch (java.security.GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** One more channel on the same connection. */
    ChannelSubsystem open() throws IOException {
        ChannelSubsystem made = session.createSubsystemChannel("sftp");
        made.open().verify(GUARD);
        return made;
    }

    ClientSession session() {
        return session;
    }

    ChannelSubsystem channel() {
        return channel;
    }

    static Out packet(int type) {
        return new Out().u8(type);
    }

    static Out request(int type, int id) {
        return packet(type).u32(id);
    }

    void send(Out packet) throws IOException {
        raw(packet.framed());
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    In reply() throws IOException {
        return new In(in.readNBytes(in.readInt()));
    }

    @Override
    public In ask(Out packet) throws IOException {
        send(packet);
        return reply();
    }

    /** The end of what the server sends. */
    int next() throws IOException {
        return in.read();
    }

    byte[] handle(String path, int flags) throws IOException {
        return ask(request(3, 7).text(path).u32(flags).u32(0)).expect(102).id(7).string();
    }

    int status(Out packet) throws IOException {
        return ask(packet).status();
    }

    /** The client sends no more. */
    void endInput() throws IOException {
        out.close();
    }

    void awaitClose() {
        if (!channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), GUARD).contains(ClientChannelEvent.CLOSED)) {
            throw new AssertionError("the channel was not closed");
        }
    }

    /** Drops the connection without a word. */
    void drop() {
        session.getIoSession().close(true);
    }

    @Override
    public void close() {
        if (owned) {
            client.stop();
        } else {
            session.close(true);
        }
    }

    /** A packet being written. */
    static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream data = new DataOutputStream(bytes);

        private interface Write {
            void to(DataOutputStream data) throws IOException;
        }

        private Out with(Write write) {
            try {
                write.to(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        Out u8(int value) {
            return with(to -> to.writeByte(value));
        }

        Out u32(int value) {
            return with(to -> to.writeInt(value));
        }

        Out u64(long value) {
            return with(to -> to.writeLong(value));
        }

        Out string(byte[] value) {
            return u32(value.length).with(to -> to.write(value));
        }

        Out text(String value) {
            return string(value.getBytes(StandardCharsets.UTF_8));
        }

        byte[] plain() {
            return bytes.toByteArray();
        }

        byte[] framed() {
            return new Out()
                    .u32(bytes.size())
                    .with(to -> to.write(bytes.toByteArray()))
                    .plain();
        }
    }

    /** A reply being read. */
    static final class In {
        private final java.nio.ByteBuffer bytes;
        private final int type;

        In(byte[] packet) {
            bytes = java.nio.ByteBuffer.wrap(packet);
            type = bytes.get() & 0xff;
        }

        int type() {
            return type;
        }

        In expect(int wanted) {
            if (type != wanted) {
                throw new AssertionError("a reply of type " + type + (type == 101 ? ": " + text() : ""));
            }
            return this;
        }

        private String text() {
            u32();
            return u32() + " " + new String(string(), StandardCharsets.UTF_8);
        }

        In id(int wanted) {
            int id = u32();
            if (id != wanted) {
                throw new AssertionError("a reply to " + id);
            }
            return this;
        }

        /** A reply of that type to that request. */
        In id(int wanted, int ofType) {
            return expect(ofType).id(wanted);
        }

        int status() {
            expect(101).u32();
            return u32();
        }

        int u32() {
            return bytes.getInt();
        }

        long u64() {
            return bytes.getLong();
        }

        byte[] string() {
            byte[] all = new byte[u32()];
            bytes.get(all);
            return all;
        }

        String words() {
            return new String(string(), StandardCharsets.UTF_8);
        }

        int left() {
            return bytes.remaining();
        }

        /** From the beginning, behind the type. */
        In again() {
            bytes.position(1);
            return this;
        }

        byte[] rest() {
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            return all;
        }
    }
}
