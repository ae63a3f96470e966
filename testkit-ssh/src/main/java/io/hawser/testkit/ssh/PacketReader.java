package io.hawser.testkit.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the fields of an SFTP packet, RFC 4251 section 5. */
final class PacketReader {
    private final ByteBuffer packet;

    PacketReader(byte[] packet) {
        this.packet = ByteBuffer.wrap(packet);
    }

    int u8() {
        return packet.get() & 0xff;
    }

    int u32() {
        return packet.getInt();
    }

    long u64() {
        return packet.getLong();
    }

    byte[] bytes() {
        byte[] value = new byte[u32()];
        packet.get(value);
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    boolean hasMore() {
        return packet.hasRemaining();
    }
}
