package io.hawser.server.sftp;

import io.hawser.server.jail.FileStatus;

/** Attributes of a file as the protocol has them, draft-ietf-secsh-filexfer-02 section 5. */
final class Attributes {
    private static final int SIZE = 1;
    private static final int OWNER = 2;
    private static final int MODE = 4;
    private static final int TIMES = 8;
    private static final int EXTENDED = 0x80000000;
    private static final long UINT32 = 0xffffffffL;
    private static final int PERMISSIONS = 07777;

    private final int flags;
    private final long size;
    private final int user;
    private final int group;
    private final int mode;
    private final long accessed;
    private final long modified;

    private Attributes(Request request) throws StatusException {
        flags = request.readInt();
        size = (flags & SIZE) == 0 ? 0 : request.readPosition();
        user = (flags & OWNER) == 0 ? 0 : request.readInt();
        group = (flags & OWNER) == 0 ? 0 : request.readInt();
        mode = (flags & MODE) == 0 ? 0 : request.readInt() & PERMISSIONS;
        accessed = (flags & TIMES) == 0 ? 0 : request.readInt() & UINT32;
        modified = (flags & TIMES) == 0 ? 0 : request.readInt() & UINT32;
        long extensions = (flags & EXTENDED) == 0 ? 0 : request.readInt() & UINT32;
        for (long i = 0; i < extensions; i++) {
            request.readString();
            request.readString();
        }
    }

    /** Reads what a client has sent; what is not in it is not to be changed. */
    static Attributes read(Request request) throws StatusException {
        return new Attributes(request);
    }

    boolean hasSize() {
        return (flags & SIZE) != 0;
    }

    boolean hasOwner() {
        return (flags & OWNER) != 0;
    }

    boolean hasMode() {
        return (flags & MODE) != 0;
    }

    boolean hasTimes() {
        return (flags & TIMES) != 0;
    }

    long size() {
        return size;
    }

    int user() {
        return user;
    }

    int group() {
        return group;
    }

    /** Permission bits. */
    int mode() {
        return mode;
    }

    long accessed() {
        return accessed;
    }

    long modified() {
        return modified;
    }

    static void write(FileStatus status, Replies out) {
        out.putInt(SIZE | OWNER | MODE | TIMES);
        out.putLong(status.size());
        out.putInt(status.user());
        out.putInt(status.group());
        out.putInt(status.mode());
        out.putInt((int) clamp(status.accessed()));
        out.putInt((int) clamp(status.modified()));
    }

    static void writeNone(Replies out) {
        out.putInt(0);
    }

    /** The protocol's times are unsigned numbers of 32 bits. */
    private static long clamp(long time) {
        return Math.clamp(time, 0, UINT32);
    }
}
