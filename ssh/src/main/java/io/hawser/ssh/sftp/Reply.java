package io.hawser.ssh.sftp;

import java.io.IOException;
import java.util.Arrays;

/** A reply packet's fields, read from front to back. What does not fit is a violation of the protocol, never an index out of bounds. */
final class Reply {
    private final int type;
    private final byte[] body;
    private int at;

    /** {@code body} begins after the request id. */
    Reply(int type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    int type() {
        return type;
    }

    boolean hasMore() {
        return at < body.length;
    }

    long getUnsignedInt() throws ProtocolException {
        need(4);
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | body[at++] & 0xff;
        }
        return value;
    }

    long getLong() throws ProtocolException {
        return getUnsignedInt() << 32 | getUnsignedInt();
    }

    byte[] getString() throws ProtocolException {
        long length = getUnsignedInt();
        if (length > body.length - at) {
            throw new ProtocolException("a string of " + length + " bytes in a packet that has " + (body.length - at));
        }
        at += (int) length;
        return Arrays.copyOfRange(body, at - (int) length, at);
    }

    /** The handle of a HANDLE reply, or the status as an exception. */
    byte[] handle() throws IOException {
        expect(PacketType.HANDLE);
        var handle = getString();
        if (handle.length > 256) {
            throw new ProtocolException("a handle of " + handle.length + " bytes");
        }
        return handle;
    }

    /** The attributes of an ATTRS reply, or the status as an exception. */
    Attributes attributes() throws IOException {
        expect(PacketType.ATTRS);
        return Attributes.decode(this);
    }

    /** Insists on a reply of {@code wanted} type; a status becomes an exception. */
    void expect(int wanted) throws IOException {
        if (type == wanted) {
            return;
        }
        if (type != PacketType.STATUS) {
            throw new ProtocolException("a reply of type " + type + " where " + wanted + " was due");
        }
        var status = status();
        throw status.code() == Status.OK
                ? new ProtocolException("success without the reply of type " + wanted)
                : status;
    }

    /** Insists on a status of success. */
    void expectOk() throws IOException {
        if (type != PacketType.STATUS) {
            throw new ProtocolException("a reply of type " + type + " where a status was due");
        }
        var status = status();
        if (status.code() != Status.OK) {
            throw status;
        }
    }

    /** The status of a STATUS reply. Old servers leave the text out. */
    StatusException status() throws ProtocolException {
        int code = (int) getUnsignedInt();
        return new StatusException(code, hasMore() ? Names.decode(getString()) : "");
    }

    private void need(int count) throws ProtocolException {
        if (body.length - at < count) {
            throw new ProtocolException("a reply of type " + type + " that is cut off");
        }
    }
}
