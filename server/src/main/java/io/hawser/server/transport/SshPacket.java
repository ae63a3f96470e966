package io.hawser.server.transport;

import io.hawser.server.sftp.Packet;
import java.nio.ByteBuffer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.util.buffer.Buffer;

/** A CHANNEL_DATA message of RFC 4254 section 5.2 that is filled in place, where it is encrypted too. */
final class SshPacket implements Packet {
    private static final int MOST_TIMES = 4;
    /** Heads, padding, what the library keeps of a packet. */
    private static final int OVERHEAD = 512;

    private final Buffer buffer;
    private final int lengthAt;
    private final int start;
    private final ByteBuffer bytes;

    SshPacket(Channel channel, int size) {
        buffer = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, size + 2 * Integer.BYTES);
        buffer.putUInt(channel.getRecipient());
        lengthAt = buffer.wpos();
        buffer.putUInt(0);
        start = buffer.wpos();
        bytes = ByteBuffer.wrap(buffer.array(), start, size).slice();
    }

    @Override
    public ByteBuffer bytes() {
        return bytes;
    }

    int size() {
        return bytes.position();
    }

    /** What it costs while it waits for the network. */
    int cost() {
        return OVERHEAD + size();
    }

    /** This packet, or, if it takes much more memory than what is in it, one that does not. */
    SshPacket fitted(Channel channel) {
        return size() < bytes.capacity() / MOST_TIMES ? split(channel, size()) : this;
    }

    /** A packet of the first {@code count} bytes, which this one then no longer has. */
    SshPacket split(Channel channel, int count) {
        var first = new SshPacket(channel, count);
        ByteBuffer all = bytes.duplicate().flip();
        first.bytes.put(all.slice(0, count));
        int rest = all.limit() - count;
        System.arraycopy(buffer.array(), start + count, buffer.array(), start, rest);
        bytes.position(rest);
        return first;
    }

    /** The message, ready to be sent. */
    Buffer message() {
        buffer.wpos(lengthAt);
        buffer.putUInt(size());
        buffer.wpos(start + size());
        return buffer;
    }
}
