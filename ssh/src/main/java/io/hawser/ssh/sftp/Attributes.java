package io.hawser.ssh.sftp;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Attributes of a file (draft-ietf-secsh-filexfer-02 section 5); each may be absent.
 *
 * @param size in bytes
 * @param permissions type and mode bits as in POSIX {@code st_mode}
 * @param modified seconds since 1970, unsigned 32 bits on the wire
 */
record Attributes(OptionalLong size, OptionalInt permissions, OptionalLong modified) {
    private static final int SIZE = 0x1;
    private static final int OWNER = 0x2;
    private static final int PERMISSIONS = 0x4;
    private static final int TIMES = 0x8;
    private static final long EXTENDED = 0x80000000L;

    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    static Attributes none() {
        return new Attributes(OptionalLong.empty(), OptionalInt.empty(), OptionalLong.empty());
    }

    /** The mode bits alone, to be set. */
    static Attributes ofMode(int mode) {
        return new Attributes(OptionalLong.empty(), OptionalInt.of(mode & 07777), OptionalLong.empty());
    }

    Attributes withSize(long bytes) {
        return new Attributes(OptionalLong.of(bytes), permissions, modified);
    }

    Attributes withModified(Instant time) {
        // What does not fit into 32 bits cannot be said in this version of the protocol.
        long seconds = Math.clamp(time.getEpochSecond(), 0, 0xffffffffL);
        return new Attributes(size, permissions, OptionalLong.of(seconds));
    }

    static Attributes decode(Reply reply) throws ProtocolException {
        long flags = reply.getUnsignedInt();
        var size = OptionalLong.empty();
        var permissions = OptionalInt.empty();
        var modified = OptionalLong.empty();
        if ((flags & SIZE) != 0) {
            long value = reply.getLong();
            if (value < 0) {
                throw new ProtocolException("a file size of more than 2^63 bytes");
            }
            size = OptionalLong.of(value);
        }
        if ((flags & OWNER) != 0) {
            reply.getLong();
        }
        if ((flags & PERMISSIONS) != 0) {
            permissions = OptionalInt.of((int) reply.getUnsignedInt());
        }
        if ((flags & TIMES) != 0) {
            reply.getUnsignedInt();
            modified = OptionalLong.of(reply.getUnsignedInt());
        }
        if ((flags & EXTENDED) != 0) {
            for (long count = reply.getUnsignedInt(); count > 0; count--) {
                reply.getString();
                reply.getString();
            }
        }
        return new Attributes(size, permissions, modified);
    }

    /** Only these are ever set; the access time becomes the modification time, since both go together. */
    void encode(PacketBuilder packet) {
        packet.putInt((size.isPresent() ? SIZE : 0)
                | (permissions.isPresent() ? PERMISSIONS : 0)
                | (modified.isPresent() ? TIMES : 0));
        size.ifPresent(packet::putLong);
        permissions.ifPresent(packet::putInt);
        modified.ifPresent(time -> packet.putInt(time).putInt(time));
    }

    Optional<Instant> time() {
        return modified.isPresent() ? Optional.of(Instant.ofEpochSecond(modified.getAsLong())) : Optional.empty();
    }

    /** The mode bits without the type. */
    OptionalInt mode() {
        return permissions.isPresent() ? OptionalInt.of(permissions.getAsInt() & 07777) : OptionalInt.empty();
    }

    boolean isDirectory() {
        return isType(DIRECTORY);
    }

    boolean isLink() {
        return isType(LINK);
    }

    /** A file that is neither regular nor a folder nor a link. Without permissions, or without a type in them, it counts as regular. */
    boolean isSpecial() {
        int type = permissions.orElse(0) & TYPE;
        return type != 0 && type != REGULAR && type != DIRECTORY && type != LINK;
    }

    private boolean isType(int type) {
        return permissions.isPresent() && (permissions.getAsInt() & TYPE) == type;
    }

    /** What tells one content from another, as far as the protocol lets us see it; empty when size or time are missing. */
    Optional<String> version() {
        return size.isPresent() && modified.isPresent()
                ? Optional.of(size.getAsLong() + "@" + modified.getAsLong())
                : Optional.empty();
    }
}
