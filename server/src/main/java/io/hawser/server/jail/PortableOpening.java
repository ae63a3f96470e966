package io.hawser.server.jail;

import io.hawser.server.jail.Jail.Flag;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/** Opening a regular file by the JDK, which cannot read by the same channel that appends: that takes two. */
record PortableOpening(PortableFolder folder, Path name, FilePath path, Set<Flag> flags, int mode) {
    /** As often as somebody else may make and remove the same file meanwhile. */
    private static final int MOST_TRIES = 40;

    /** The file takes the folder over. */
    PortableFile open() throws IOException {
        boolean appends = flags.contains(Flag.APPEND);
        boolean writes = appends || flags.contains(Flag.WRITE);
        if (flags.contains(Flag.TRUNCATE) && !writes) {
            throw new FileSystemException(path.toString(), null, "To be emptied it has to be opened to be written");
        }
        if (!writes) {
            return file(channel(StandardOpenOption.READ), null);
        }
        if (!flags.contains(Flag.READ)) {
            return file(null, channel(appends ? StandardOpenOption.APPEND : StandardOpenOption.WRITE));
        }
        if (!appends) {
            var both = channel(StandardOpenOption.READ, StandardOpenOption.WRITE);
            return file(both, both);
        }
        var writer = channel(StandardOpenOption.APPEND);
        try {
            return file(folder.open(name, Set.of(StandardOpenOption.READ)), writer);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    private PortableFile file(FileChannel reader, FileChannel writer) throws IOException {
        try {
            if (flags.contains(Flag.TRUNCATE)) {
                writer.truncate(0);
            }
            return new PortableFile(folder, name, path, reader, writer, flags.contains(Flag.APPEND));
        } catch (IOException e) {
            try (reader;
                    writer) {
                throw e;
            }
        }
    }

    private FileChannel channel(OpenOption... options) throws IOException {
        boolean creates = flags.contains(Flag.CREATE);
        for (int tries = 1; ; tries++) {
            try {
                return creates && !isThere() ? made(options) : existing(options);
            } catch (FileAlreadyExistsException e) {
                if (flags.contains(Flag.EXCLUSIVE) || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private boolean isThere() throws IOException {
        try {
            return folder.status(name) != null && !flags.contains(Flag.EXCLUSIVE);
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private FileChannel made(OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(StandardOpenOption.CREATE_NEW);
        // The JDK makes files only for who writes.
        if (!all.contains(StandardOpenOption.APPEND)) {
            all.add(StandardOpenOption.WRITE);
        }
        return folder.open(name, all, PosixFilePermissions.asFileAttribute(PortableMode.permissions(mode)));
    }

    private FileChannel existing(OpenOption... options) throws IOException {
        var status = folder.status(name);
        if (status.isFolder()) {
            throw Errno.failure(Errno.EISDIR, path, null);
        }
        if (!status.isRegular()) {
            throw new FileSystemException(path.toString(), null, "Not a regular file");
        }
        return folder.open(name, Set.of(options));
    }
}
