package io.hawser.server.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The system calls of one operation, with the memory for their arguments. Each returns what the kernel does: of a failure, minus its {@link Errno number}. For one
 * thread.
 */
final class Calls implements AutoCloseable {
    /** Flags of open(2) that are the same on every architecture here. */
    static final int O_WRONLY = 1;

    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_NONBLOCK = 04000;
    static final int O_PATH = 010000000;
    static final int O_DIRECTORY = SystemCall.openFolder();
    static final int O_NOFOLLOW = SystemCall.openNoFollow();
    private static final int O_CLOEXEC = 02000000;

    /** The process's current folder, for paths that are absolute anyway. */
    static final int AT_FDCWD = -100;

    static final int AT_REMOVEDIR = 0x200;
    static final int AT_SYMLINK_FOLLOW = 0x400;

    static final int RENAME_NOREPLACE = 1;

    /** The longest text of a link, and of a path that the kernel takes, with its NUL. */
    static final int PATH_MAX = 4096;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_EMPTY_PATH = 0x1000;

    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_IN_ROOT = 0x10;

    /** The kernel gives up resolving {@code ..} when anything on the machine is renamed meanwhile, and expects to be asked again. */
    private static final int MOST_TRIES = 100_000;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = SystemCall.errno(arena);

    /** Opens {@code path} as seen by who has the folder {@code root} as {@code /}. */
    long openInside(int root, byte[] path, int flags, int mode) {
        var text = text(path.length == 0 ? new byte[] {'.'} : path);
        var how = how(flags, mode, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        long result = open(root, text, how);
        for (int tries = 1; result == -Errno.EAGAIN && tries < MOST_TRIES; tries++) {
            Thread.onSpinWait();
            result = open(root, text, how);
        }
        return result;
    }

    /** Opens whatever {@code path} leads to. */
    long openAnywhere(int folder, byte[] path, int flags) {
        return open(folder, text(path), how(flags, 0, 0));
    }

    private long open(int folder, MemorySegment path, MemorySegment how) {
        return call(SystemCall.OPENAT2, folder, path.address(), how.address(), how.byteSize(), 0);
    }

    /** {@code struct open_how} of openat2(2). */
    private MemorySegment how(int flags, int mode, long resolve) {
        return arena.allocateFrom(
                ValueLayout.JAVA_LONG, Integer.toUnsignedLong(flags | O_CLOEXEC), (long) mode, resolve);
    }

    /** Into {@code structure} what a descriptor leads to. */
    long status(int number, StatusStructure structure) {
        return statx(number, text(new byte[0]), AT_EMPTY_PATH, structure);
    }

    /** Into {@code structure} what has a name in a folder; of a link, the link. */
    long status(int folder, MemorySegment name, StatusStructure structure) {
        return statx(folder, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, structure);
    }

    private long statx(int folder, MemorySegment name, int flags, StatusStructure structure) {
        return call(
                SystemCall.STATX,
                folder,
                name.address(),
                flags,
                StatusStructure.BASIC_STATS,
                structure.segment().address());
    }

    /** Into {@code structure} the file system that a descriptor is on. */
    long space(int number, SpaceStructure structure) {
        return call(SystemCall.FSTATFS, number, structure.segment().address(), 0, 0, 0);
    }

    long setMode(int folder, byte[] path, int mode) {
        return call(SystemCall.FCHMODAT, folder, text(path).address(), mode, 0, 0);
    }

    long setMode(int number, int mode) {
        return call(SystemCall.FCHMOD, number, mode, 0, 0, 0);
    }

    long setOwner(int number, int user, int group) {
        return call(SystemCall.FCHOWNAT, number, text(new byte[0]).address(), user, group, AT_EMPTY_PATH);
    }

    /** Times in seconds since 1970; {@code path} null: of {@code folder} itself. */
    long setTimes(int folder, byte[] path, long accessed, long modified) {
        var times = arena.allocateFrom(ValueLayout.JAVA_LONG, accessed, 0, modified, 0);
        return call(SystemCall.UTIMENSAT, folder, path == null ? 0 : text(path).address(), times.address(), 0, 0);
    }

    long truncate(int number, long size) {
        return call(SystemCall.FTRUNCATE, number, size, 0, 0, 0);
    }

    long force(int number) {
        return call(SystemCall.FSYNC, number, 0, 0, 0, 0);
    }

    long makeFolder(int folder, byte[] name, int mode) {
        return call(SystemCall.MKDIRAT, folder, text(name).address(), mode, 0, 0);
    }

    long remove(int folder, byte[] name, int flags) {
        return call(SystemCall.UNLINKAT, folder, text(name).address(), flags, 0, 0);
    }

    long rename(int fromFolder, byte[] from, int toFolder, byte[] to, int flags) {
        return call(SystemCall.RENAMEAT2, fromFolder, text(from).address(), toFolder, text(to).address(), flags);
    }

    long link(int fromFolder, byte[] from, int toFolder, byte[] to, int flags) {
        return call(SystemCall.LINKAT, fromFolder, text(from).address(), toFolder, text(to).address(), flags);
    }

    long symbolicLink(byte[] target, int folder, byte[] name) {
        return call(
                SystemCall.SYMLINKAT, text(target).address(), folder, text(name).address(), 0, 0);
    }

    /** Into {@code target} where a link leads; {@code name} empty: the link that {@code folder} is. */
    long readLink(int folder, byte[] name, MemorySegment target) {
        return call(SystemCall.READLINKAT, folder, text(name).address(), target.address(), target.byteSize(), 0);
    }

    long entries(int folder, MemorySegment buffer) {
        return call(SystemCall.GETDENTS64, folder, buffer.address(), buffer.byteSize(), 0, 0);
    }

    long read(int number, MemorySegment buffer, long position) {
        long result;
        do {
            result = SystemCall.PREAD64.invoke(errno, number, buffer, buffer.byteSize(), position);
        } while (result == -Errno.EINTR);
        return result;
    }

    long write(int number, MemorySegment buffer, long position) {
        long result;
        do {
            result = SystemCall.PWRITE64.invoke(errno, number, buffer, buffer.byteSize(), position);
        } while (result == -Errno.EINTR);
        return result;
    }

    /** The number is free again whatever is returned, so that nobody does it twice, not even after a signal. */
    long closeDescriptor(int number) {
        long result = SystemCall.CLOSE.invoke(errno, number, 0, 0, 0, 0);
        return result == -Errno.EINTR ? 0 : result;
    }

    /** Memory that lives as long as this, of zeros. */
    MemorySegment memory(long size) {
        return arena.allocate(size, Long.BYTES);
    }

    /** A text of C. */
    MemorySegment text(byte[] bytes) {
        var text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return text;
    }

    private long call(SystemCall call, long a, long b, long c, long d, long e) {
        long result;
        do {
            result = call.invoke(errno, a, b, c, d, e);
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public void close() {
        arena.close();
    }
}
