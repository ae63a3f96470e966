package io.hawser.testkit.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the fields of an SFTP packet, RFC 4251 section 5. */
final class PacketWriter {
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

    PacketWriter u8(int value) {
        fields.write(value);
        return this;
    }

    PacketWriter u32(int value) {
        fields.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    PacketWriter u64(long value) {
        fields.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    PacketWriter bytes(byte[] value) {
        u32(value.length);
        fields.writeBytes(value);
        return this;
    }

    PacketWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The fields so far, behind their length. */
    byte[] packet() {
        return ByteBuffer.allocate(Integer.BYTES + fields.size())
                .putInt(fields.size())
                .put(fields.toByteArray())
                .array();
    }
}
