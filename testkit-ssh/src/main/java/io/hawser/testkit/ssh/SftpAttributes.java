package io.hawser.testkit.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Attributes of a file, draft-ietf-secsh-filexfer-02 section 5; what is empty is not sent.
 *
 * @param size in bytes
 * @param mode type and permissions
 * @param modified seconds since 1970
 */
public record SftpAttributes(OptionalLong size, OptionalInt mode, OptionalLong modified) {
    private static final int SIZE = 1;
    private static final int OWNER = 2;
    private static final int PERMISSIONS = 4;
    private static final int TIMES = 8;
    private static final int EXTENDED = 0x80000000;

    /** No attribute at all. */
    public static SftpAttributes none() {
        return new SftpAttributes(OptionalLong.empty(), OptionalInt.empty(), OptionalLong.empty());
    }

    /** Those of a regular file that anybody may read. */
    public static SftpAttributes file(long size, long modified) {
        return new SftpAttributes(OptionalLong.of(size), OptionalInt.of(0100644), OptionalLong.of(modified));
    }

    /** These without a size. */
    public SftpAttributes withoutSize() {
        return new SftpAttributes(OptionalLong.empty(), mode, modified);
    }

    /** These with another size. */
    public SftpAttributes withSize(long other) {
        return new SftpAttributes(OptionalLong.of(other), mode, modified);
    }

    static SftpAttributes of(Path file, LinkOption... options) throws IOException {
        Map<String, Object> all = Files.readAttributes(file, "unix:size,mode,lastModifiedTime", options);
        return new SftpAttributes(
                OptionalLong.of((Long) all.get("size")),
                OptionalInt.of((Integer) all.get("mode")),
                OptionalLong.of(((FileTime) all.get("lastModifiedTime")).toMillis() / 1000));
    }

    static SftpAttributes read(PacketReader packet) {
        int flags = packet.u32();
        OptionalLong size = (flags & SIZE) == 0 ? OptionalLong.empty() : OptionalLong.of(packet.u64());
        if ((flags & OWNER) != 0) {
            packet.u64();
        }
        OptionalInt mode = (flags & PERMISSIONS) == 0 ? OptionalInt.empty() : OptionalInt.of(packet.u32());
        OptionalLong modified = OptionalLong.empty();
        if ((flags & TIMES) != 0) {
            packet.u32();
            modified = OptionalLong.of(packet.u32() & 0xffffffffL);
        }
        if ((flags & EXTENDED) != 0) {
            for (int left = packet.u32(); left > 0; left--) {
                packet.bytes();
                packet.bytes();
            }
        }
        return new SftpAttributes(size, mode, modified);
    }

    PacketWriter writeTo(PacketWriter packet) {
        packet.u32((size.isPresent() ? SIZE : 0)
                | (mode.isPresent() ? PERMISSIONS : 0)
                | (modified.isPresent() ? TIMES : 0));
        size.ifPresent(packet::u64);
        mode.ifPresent(packet::u32);
        modified.ifPresent(time -> packet.u32((int) time).u32((int) time));
        return packet;
    }
}
