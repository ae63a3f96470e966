package io.hawser.ssh.sftp;

import java.util.Arrays;

/** Builds one request packet. Numbers are big-endian; the length in front is filled in at the end, the request id when it is sent. */
final class PacketBuilder {
    /** Where the request id stands. */
    static final int ID = 5;

    private byte[] bytes = new byte[64];
    private int length = 4;

    PacketBuilder(int type) {
        put((byte) type);
        putInt(0);
    }

    PacketBuilder put(byte value) {
        room(1);
        bytes[length++] = value;
        return this;
    }

    PacketBuilder putInt(long value) {
        return put((byte) (value >>> 24))
                .put((byte) (value >>> 16))
                .put((byte) (value >>> 8))
                .put((byte) value);
    }

    PacketBuilder putLong(long value) {
        return putInt(value >>> 32).putInt(value);
    }

    PacketBuilder putString(byte[] value) {
        putInt(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** An extension's name, in ASCII. */
    PacketBuilder putName(String value) {
        return putString(Names.encode(value));
    }

    PacketBuilder putPath(String path) {
        return putString(Names.encode(path));
    }

    PacketBuilder putAttributes(Attributes attributes) {
        attributes.encode(this);
        return this;
    }

    /** The first packet of all, which has a version where others have their request id. */
    byte[] init(int version) {
        length = ID;
        return putInt(version).build(0);
    }

    /** The finished packet; {@code following} bytes of it are sent after these. */
    byte[] build(int following) {
        int body = length - 4 + following;
        bytes[0] = (byte) (body >>> 24);
        bytes[1] = (byte) (body >>> 16);
        bytes[2] = (byte) (body >>> 8);
        bytes[3] = (byte) body;
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
