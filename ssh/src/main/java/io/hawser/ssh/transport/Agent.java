package io.hawser.ssh.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An SSH agent, draft-ietf-sshm-ssh-agent: it holds keys and signs with them. */
record Agent(Path socket) {
    /** A key of the agent's. */
    record Key(byte[] blob, String comment) {}

    private static final byte FAILURE = 5;
    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_256 = 2;
    private static final int RSA_SHA2_512 = 4;
    private static final int LONGEST_ANSWER = 1 << 20;

    /** Its keys. */
    List<Key> keys(Attempt attempt) throws IOException {
        var answer = ask(ByteBuffer.allocate(1).put(REQUEST_IDENTITIES).flip(), IDENTITIES_ANSWER, attempt);
        int count = answer.getInt();
        var keys = new ArrayList<Key>();
        for (int i = 0; i < count; i++) {
            keys.add(new Key(string(answer), new String(string(answer), StandardCharsets.UTF_8)));
        }
        return keys;
    }

    /** A signature, in the form of RFC 4253 section 6.6, with that algorithm. The agent may ask a person first. */
    byte[] sign(byte[] blob, byte[] data, String algorithm, Attempt attempt) throws IOException {
        int flags = algorithm.startsWith("rsa-sha2-256")
                ? RSA_SHA2_256
                : algorithm.startsWith("rsa-sha2-512") ? RSA_SHA2_512 : 0;
        var request = ByteBuffer.allocate(1 + 4 + blob.length + 4 + data.length + 4)
                .put(SIGN_REQUEST)
                .putInt(blob.length)
                .put(blob)
                .putInt(data.length)
                .put(data)
                .putInt(flags)
                .flip();
        try {
            return attempt.asking(() -> {
                try {
                    return string(ask(request, SIGN_RESPONSE, attempt));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private ByteBuffer ask(ByteBuffer request, byte expected, Attempt attempt) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            attempt.holds(_ -> close(channel));
            channel.connect(UnixDomainSocketAddress.of(socket));
            var framed = ByteBuffer.allocate(4 + request.remaining())
                    .putInt(request.remaining())
                    .put(request)
                    .flip();
            while (framed.hasRemaining()) {
                channel.write(framed);
            }
            var input = new DataInputStream(Channels.newInputStream(channel));
            int length = input.readInt();
            if (length < 1 || length > LONGEST_ANSWER) {
                throw new IOException("the agent answers what is none of its answers");
            }
            var answer = ByteBuffer.wrap(input.readNBytes(length));
            byte kind = answer.get();
            if (kind != expected) {
                throw new IOException(kind == FAILURE ? "the agent refuses" : "the agent answers something else");
            }
            return answer;
        } catch (RuntimeException e) {
            throw new IOException("the agent's answer is cut short", e);
        }
    }

    private static byte[] string(ByteBuffer from) {
        var bytes = new byte[Math.clamp(from.getInt(), 0, from.remaining())];
        from.get(bytes);
        return bytes;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing more can be done for a socket that cannot be closed.
        }
    }
}
