package io.hawser.ssh.sftp;

import io.hawser.ssh.transport.Shown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Takes the bytes of a channel apart into packets as they come, in pieces of any size. The bytes of a DATA reply go straight to where they were asked for; any other
 * packet is gathered, up to a limit. Fed by one thread.
 */
final class PacketStream {
    /** Type, and the request id or the version. */
    private static final int HEADER = 9;
    /** Beyond any reply but DATA: a hundred names of 255 bytes with their attributes twice. */
    private static final int LARGEST = 1 << 20;

    private final Receiver receiver;
    private final byte[] header = new byte[HEADER + 4];
    private int inHeader;
    private int headerLength = HEADER;
    private boolean begun;

    private byte[] body;
    private int inBody;

    private Exchange reading;
    private ByteBuffer room;
    private int dataLength;
    private int dataLeft;
    private int trailing;

    /** Who is told of packets. */
    interface Receiver {
        /** The version packet: everything after the version number. */
        void version(long version, Reply extensions) throws IOException;

        /** The request with that id, which gets its reply now; throws when there is none. */
        Exchange answered(int id, int type) throws ProtocolException;
    }

    PacketStream(Receiver receiver) {
        this.receiver = receiver;
    }

    void accept(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (body != null) {
                int count = Math.min(body.length - inBody, end - at);
                System.arraycopy(bytes, at, body, inBody, count);
                inBody += count;
                at += count;
                bodyDone();
            } else if (dataLeft > 0) {
                int count = Math.min(dataLeft, end - at);
                room.put(bytes, at, count);
                dataLeft -= count;
                at += count;
                dataDone();
            } else if (trailing > 0) {
                int count = Math.min(trailing, end - at);
                trailing -= count;
                at += count;
            } else {
                int count = Math.min(headerLength - inHeader, end - at);
                System.arraycopy(bytes, at, header, inHeader, count);
                inHeader += count;
                at += count;
                if (!begun && !headerMayBegin()) {
                    throw notSftp(new String(bytes, at, Math.min(80, end - at), StandardCharsets.ISO_8859_1));
                }
                headerDone();
            }
        }
    }

    /** Whether what came so far can be the beginning of the version packet. */
    private boolean headerMayBegin() {
        return inHeader < 5 || length() <= LARGEST && length() >= 5 && type() == PacketType.VERSION;
    }

    private void headerDone() throws IOException {
        if (inHeader >= 4 && length() < 5) {
            throw new ProtocolException("a packet of " + length() + " bytes");
        }
        if (inHeader < headerLength) {
            return;
        }
        if (headerLength == HEADER && type() == PacketType.DATA && begun) {
            headerLength = HEADER + 4;
            return;
        }
        if (headerLength > HEADER) {
            beginData();
            return;
        }
        if (length() > LARGEST) {
            throw new ProtocolException("a packet of " + length() + " bytes");
        }
        body = new byte[(int) length() - 5];
        inBody = 0;
        bodyDone();
    }

    private void beginData() throws IOException {
        long claimed = number(HEADER);
        if (claimed + 9 > length() || length() - claimed - 9 > LARGEST) {
            throw new ProtocolException(claimed + " bytes of data in a packet of " + length());
        }
        if (claimed == 0) {
            throw new ProtocolException("data without a byte");
        }
        var exchange = receiver.answered((int) number(PacketBuilder.ID), PacketType.DATA);
        room = claimed > Integer.MAX_VALUE ? null : exchange.room((int) claimed);
        if (room == null) {
            exchange.failed(new ProtocolException("data nobody asked for"));
            throw new ProtocolException("data where none, or less, was asked for");
        }
        reading = exchange;
        dataLength = (int) claimed;
        dataLeft = dataLength;
        trailing = (int) (length() - claimed - 9);
    }

    private void dataDone() throws IOException {
        if (dataLeft == 0) {
            nextPacket();
            var exchange = reading;
            reading = null;
            room = null;
            exchange.filled(dataLength);
        }
    }

    private void bodyDone() throws IOException {
        if (inBody < body.length) {
            return;
        }
        var reply = new Reply(type(), body);
        int id = (int) number(PacketBuilder.ID);
        int type = type();
        body = null;
        nextPacket();
        if (!begun) {
            begun = true;
            receiver.version(Integer.toUnsignedLong(id), reply);
        } else {
            receiver.answered(id, type).replied(reply);
        }
    }

    private void nextPacket() {
        inHeader = 0;
        headerLength = HEADER;
    }

    /** A request whose reply is cut off by the end of the stream, if there is one. */
    Exchange underWay() {
        return reading;
    }

    private long length() {
        return number(0);
    }

    private int type() {
        return header[4] & 0xff;
    }

    private long number(int at) {
        return (header[at] & 0xffL) << 24
                | (header[at + 1] & 0xff) << 16
                | (header[at + 2] & 0xff) << 8
                | header[at + 3] & 0xff;
    }

    private ProtocolException notSftp(String following) {
        var said = Shown.text(new String(header, 0, inHeader, StandardCharsets.ISO_8859_1) + following);
        return new ProtocolException("it began with \"" + said
                + "\" instead of the version packet; a shell profile that prints text does that");
    }
}
