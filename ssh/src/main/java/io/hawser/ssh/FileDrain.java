package io.hawser.ssh;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Writes a file beside its target, and gives it the target's name when the command ended well. */
final class FileDrain implements Drain {
    private static final String SUFFIX = ".partial";
    private static final int MOST_LINKS = 40;

    /** Locks of files are for the process as a whole, and closing any descriptor of a file drops them: nobody here opens one that is held. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path target;
    private final Path partial;
    private final Optional<Set<PosixFilePermission>> mode;
    private final FileChannel channel;

    private FileDrain(Path target, Path partial, Optional<Set<PosixFilePermission>> mode, FileChannel channel) {
        this.target = target;
        this.partial = partial;
        this.mode = mode;
        this.channel = channel;
    }

    static Drain open(Path file) throws IOException {
        try {
            var target = followed(file.toAbsolutePath());
            if (Files.isDirectory(target)) {
                throw new StoreException.Local(location(file), "is a folder");
            }
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                return new ChannelDrain(FileChannel.open(target, StandardOpenOption.WRITE), true);
            }
            var partial = target.getParent().toRealPath().resolve(target.getFileName() + SUFFIX);
            if (!HELD.add(partial)) {
                throw taken(partial);
            }
            FileDrain drain = null;
            try {
                var mode = mode(target);
                drain = new FileDrain(target, partial, mode, locked(partial, mode));
                return drain;
            } finally {
                if (drain == null) {
                    HELD.remove(partial);
                }
            }
        } catch (StoreException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new StoreException.Local(location(file), "its folder does not exist", e);
        } catch (IOException e) {
            throw new StoreException.Local(location(file), "cannot be written: " + Failures.reason(e), e);
        }
    }

    private static Location location(Path file) {
        return Location.local(file.toString());
    }

    private static StoreException taken(Path partial) {
        return new StoreException.Conflict(location(partial), "another run is writing it");
    }

    /** Where a link leads to, also to nothing: what is there is replaced, not the link. */
    private static Path followed(Path file) throws IOException {
        var path = file;
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == MOST_LINKS) {
                throw new IOException("too many symbolic links");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return path;
    }

    private static Optional<Set<PosixFilePermission>> mode(Path target) throws IOException {
        try {
            return Optional.of(Files.getPosixFilePermissions(target));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Opens the partial file and takes its lock, which dies with the process. */
    private static FileChannel locked(Path partial, Optional<Set<PosixFilePermission>> mode) throws IOException {
        while (true) {
            var before = inode(partial);
            // What replaces a file that others may not read is not shown to them before.
            var attributes = mode.isPresent()
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                    }
                    : new FileAttribute<?>[0];
            FileChannel channel;
            try {
                channel = FileChannel.open(
                        partial,
                        Set.of(
                                StandardOpenOption.WRITE,
                                before.isPresent() ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                                LinkOption.NOFOLLOW_LINKS),
                        attributes);
            } catch (FileAlreadyExistsException _) {
                continue;
            }
            boolean keep = false;
            try {
                if (isTaken(channel)) {
                    throw taken(partial);
                }
                // A run that ended in between has given the file that we opened its final name.
                if (before.isEmpty() || before.equals(inode(partial))) {
                    channel.truncate(0);
                    keep = true;
                    return channel;
                }
            } finally {
                if (!keep) {
                    channel.close();
                }
            }
        }
    }

    private static boolean isTaken(FileChannel channel) {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException _) {
            return true;
        } catch (IOException _) {
            // A file system without locks: nothing tells of another run there.
            return false;
        }
    }

    private static Optional<Object> inode(Path file) throws IOException {
        try {
            return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public String label(OutputKind kind) {
        return partial.toString();
    }

    @Override
    public void settle(Ending ending) throws IOException {
        if (ending == Ending.WELL) {
            if (mode.isPresent()) {
                Files.setPosixFilePermissions(partial, mode.get());
            }
            channel.force(true);
        }
    }

    @Override
    public void end(Ending ending) throws IOException {
        try (channel) {
            if (ending == Ending.WELL) {
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
                try (var folder = FileChannel.open(target.getParent())) {
                    folder.force(true);
                }
            }
        } finally {
            HELD.remove(partial);
        }
    }
}
