package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Replies, written straight into packets of the transport, as many into one as it takes. A reply is begun, filled and ended; one that is not ended can be taken
 * back and another written in its place.
 */
final class Replies {
    /** Of every reply: length, type, id, and what follows first; never cut in two. */
    private static final int HEAD = 4 + 1 + 4 + 4;

    private final Output out;
    private final List<Packet> full = new ArrayList<>();
    private Packet current;
    private int mark;
    private Packet marked;
    private int size;

    Replies(Output out) {
        this.out = out;
    }

    /** Begins a reply to a request. */
    void begin(int type, int id) {
        begin(type);
        putInt(id);
    }

    void begin(int type) {
        if (current != null && current.bytes().remaining() < HEAD) {
            out.send(current);
            current = null;
        }
        if (current == null) {
            current = out.packet();
        }
        marked = current;
        mark = current.bytes().position();
        current.bytes().putInt(0);
        size = 0;
        putByte(type);
    }

    /** Takes back the reply that was begun and not ended. */
    void undo() {
        full.clear();
        current = marked;
        current.bytes().position(mark);
    }

    /** Ends a reply: from here on it counts. */
    void end() {
        marked.bytes().putInt(mark, size);
        full.forEach(out::send);
        full.clear();
    }

    /** Hands the transport what was ended. */
    void flush() {
        if (current != null && current.bytes().position() > 0) {
            out.send(current);
        }
        current = null;
    }

    private ByteBuffer room() {
        if (!current.bytes().hasRemaining()) {
            full.add(current);
            current = out.packet();
        }
        return current.bytes();
    }

    void putByte(int value) {
        room().put((byte) value);
        size++;
    }

    void putInt(int value) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            putByte(value >>> shift);
        }
    }

    void putLong(long value) {
        putInt((int) (value >>> Integer.SIZE));
        putInt((int) value);
    }

    void putBytes(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            ByteBuffer room = room();
            int piece = Math.min(room.remaining(), bytes.length - done);
            room.put(bytes, done, piece);
            done += piece;
        }
        size += bytes.length;
    }

    void putString(byte[] bytes) {
        putInt(bytes.length);
        putBytes(bytes);
    }

    void putText(String text) {
        putString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What fills a buffer from some place: the count of bytes, or -1 at the end. */
    interface Filler {
        int fill(int done, ByteBuffer into) throws IOException;
    }

    /**
     * Puts a string of at most {@code most} bytes, as many as are there, with its length in front; right behind the id.
     *
     * @return how many there were
     */
    int putFilled(int most, Filler filler) throws IOException {
        ByteBuffer lengthAt = current.bytes();
        int position = lengthAt.position();
        putInt(0);
        int done = 0;
        while (done < most) {
            ByteBuffer room = room();
            int limit = room.limit();
            room.limit(Math.min(limit, room.position() + most - done));
            int count;
            try {
                count = filler.fill(done, room);
            } finally {
                room.limit(limit);
            }
            if (count <= 0) {
                break;
            }
            done += count;
        }
        lengthAt.putInt(position, done);
        size += done;
        return done;
    }

    void status(int id, int code, String text) {
        begin(PacketType.STATUS, id);
        putInt(code);
        putText(text);
        putText("en");
        end();
    }

    /** A NAME reply with a path alone, as REALPATH and READLINK have it. */
    void name(int id, FilePath path) {
        begin(PacketType.NAME, id);
        putInt(1);
        putString(path.bytes());
        putString(path.bytes());
        Attributes.writeNone(this);
        end();
    }

    void ok(int id) {
        status(id, Status.OK, "Success");
    }
}
