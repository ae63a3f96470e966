package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One request, read in place. Whatever its lengths say, nothing beyond its end is read. */
final class Request {
    private static final byte SLASH = '/';

    private final Inflow in;
    private final int type;
    private final int id;
    private int left;

    /** Reads the head of a packet that is there whole, behind its length. */
    Request(Inflow in, int length) throws StatusException {
        this.in = in;
        this.left = length;
        this.type = readByte();
        this.id = type == PacketType.INIT ? 0 : readInt();
    }

    int type() {
        return type;
    }

    int id() {
        return id;
    }

    private void take(int length) throws StatusException {
        if (length < 0 || length > left) {
            throw StatusException.malformed("The request is shorter than it says");
        }
        left -= length;
    }

    int readByte() throws StatusException {
        take(1);
        return in.readByte();
    }

    int readInt() throws StatusException {
        take(Integer.BYTES);
        return in.readInt();
    }

    long readLong() throws StatusException {
        return (long) readInt() << Integer.SIZE | readInt() & 0xffffffffL;
    }

    /** An offset or a size. */
    long readPosition() throws StatusException {
        long position = readLong();
        if (position < 0) {
            throw StatusException.failure("Offset or size out of range");
        }
        return position;
    }

    byte[] readString() throws StatusException {
        int length = readInt();
        take(length);
        return in.readBytes(length);
    }

    String readText() throws StatusException {
        return new String(readString(), StandardCharsets.UTF_8);
    }

    /** A path as it stands. */
    FilePath readRawPath() throws StatusException {
        try {
            return FilePath.of(readString());
        } catch (IllegalArgumentException _) {
            throw StatusException.failure("A path with a NUL character");
        }
    }

    /** An absolute path; one that is not is meant from the home folder, which is the root. */
    FilePath readPath() throws StatusException {
        return absolute(readRawPath());
    }

    static FilePath absolute(FilePath path) {
        byte[] bytes = path.bytes();
        if (bytes.length > 0 && bytes[0] == SLASH) {
            return path;
        }
        byte[] all = new byte[bytes.length + 1];
        all[0] = SLASH;
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        return FilePath.of(all);
    }

    /** Reads a length and hands that many bytes on in place. */
    int readData(Inflow.Piece piece) throws IOException {
        int length = readInt();
        take(length);
        int before = in.available();
        try {
            in.read(length, piece);
        } catch (IOException | RuntimeException e) {
            // What was not handed on is still there, and is part of this request.
            left += length - (before - in.available());
            throw e;
        }
        return length;
    }

    boolean hasMore() {
        return left > 0;
    }

    /** Goes to the end of the packet. */
    void skipRest() {
        in.skip(left);
        left = 0;
    }
}
