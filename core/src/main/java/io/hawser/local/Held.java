package io.hawser.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that one run holds for itself by a lock, which dies with the process: a killed run never blocks the next.
 *
 * <p>POSIX drops a process's locks on a file when it closes <em>any</em> descriptor of it, and gives a second lock to the same process without a
 * word; so a registry keeps this process from opening a held file twice.
 */
public final class Held implements AutoCloseable {
    private static final Set<Path> IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final int MARK = 1 << 20;

    private final Path path;
    private final FileChannel channel;

    private Held(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** How an attempt to hold a file ended. */
    public sealed interface Attempt {
        /** It is held until it is closed. */
        record Success(Held held) implements Attempt {}

        /** Another run holds it, in this process or another. */
        record Taken() implements Attempt {}

        /** The file system has no locks; nothing was left there. */
        record NoLocks() implements Attempt {}
    }

    /** Opens {@code path}, made with mode 0600 if it is missing, and locks it. */
    public static Attempt hold(Path path) throws IOException {
        // The real folder, so that all ways to write a path meet in one key.
        var key = path.toAbsolutePath().getParent().toRealPath().resolve(path.getFileName());
        if (!IN_THIS_PROCESS.add(key)) {
            return new Attempt.Taken();
        }
        Attempt attempt = null;
        try {
            attempt = lock(key);
            return attempt;
        } finally {
            if (!(attempt instanceof Attempt.Success)) {
                IN_THIS_PROCESS.remove(key);
            }
        }
    }

    /** The same, where a file that is there and cannot be opened, such as another user's, is taken. */
    static Attempt holdIfAllowed(Path path) throws IOException {
        try {
            return hold(path);
        } catch (FileSystemException e) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return new Attempt.Taken();
            }
            throw e;
        }
    }

    private static Attempt lock(Path path) throws IOException {
        while (true) {
            var before = inode(path);
            var channel = FileChannel.open(
                    path, OPTIONS, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            boolean keep = false;
            try {
                FileLock lock;
                try {
                    lock = channel.tryLock();
                } catch (OverlappingFileLockException _) {
                    return new Attempt.Taken();
                } catch (IOException _) {
                    Files.deleteIfExists(path);
                    return new Attempt.NoLocks();
                }
                if (lock == null) {
                    return new Attempt.Taken();
                }
                if (isAt(path, channel, before != null && before.equals(inode(path)))) {
                    keep = true;
                    return new Attempt.Success(new Held(path, channel));
                }
                // Its owner removed the file between our opening and our locking it: again, with the one that is there
                // now.
            } finally {
                if (!keep) {
                    channel.close();
                }
            }
        }
    }

    /**
     * Whether the locked file is the one of that name. Java tells no inode of an open file, so its size is changed at random for a moment, which
     * nobody else may do while it is locked, and the name asked for the size. Where there is no room for a byte, {@code same} decides: whether the name
     * stood for the same inode before the opening and after the locking.
     */
    private static boolean isAt(Path path, FileChannel channel, boolean same) throws IOException {
        long size = channel.size();
        long marked = size + 1 + ThreadLocalRandom.current().nextInt(MARK);
        try {
            channel.write(ByteBuffer.allocate(1), marked - 1);
        } catch (IOException _) {
            // The disk is full, and there is nothing to compare but the time of our own opening.
            return same;
        }
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .size()
                    == marked;
        } catch (NoSuchFileException _) {
            return false;
        } finally {
            channel.truncate(size);
        }
    }

    private static Object inode(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** Removes the file, still holding it, so that nobody else can take it for theirs meanwhile. */
    public void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            IN_THIS_PROCESS.remove(path);
        }
    }
}
