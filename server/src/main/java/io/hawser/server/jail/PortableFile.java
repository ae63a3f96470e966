package io.hawser.server.jail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A file by the JDK's channels, which tell and set nothing but content and size: the rest goes by its name, as long as that is still this file's.
 */
final class PortableFile implements JailedFile {
    private final PortableFolder folder;
    private final Path name;
    private final FilePath path;
    private final FileChannel reader;
    private final FileChannel writer;
    private final boolean appends;
    private final FileStatus opened;

    /**
     * @param reader null when not opened to be read
     * @param writer null when not opened to be written; perhaps the same
     */
    PortableFile(
            PortableFolder folder, Path name, FilePath path, FileChannel reader, FileChannel writer, boolean appends)
            throws IOException {
        this.folder = folder;
        this.name = name;
        this.path = path;
        this.reader = reader;
        this.writer = writer;
        this.appends = appends;
        this.opened = folder.status(name);
    }

    @Override
    public int read(long position, ByteBuffer buffer) throws IOException {
        var channel = required(reader);
        int done = 0;
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, position + done);
            if (count < 0) {
                return done == 0 ? -1 : done;
            }
            done += count;
        }
        return done;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        var channel = required(writer);
        PortableFailure.telling(path, null, () -> {
            long at = position;
            while (bytes.hasRemaining()) {
                at += appends ? channel.write(bytes) : channel.write(bytes, at);
            }
            return null;
        });
    }

    private FileChannel required(FileChannel channel) throws FileSystemException {
        if (channel == null) {
            throw new FileSystemException(path.toString(), null, "Not opened for that");
        }
        return channel;
    }

    private boolean isInPlace() throws IOException {
        try {
            var there = folder.status(name);
            return there.inode() == opened.inode() && there.device() == opened.device();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private void requireInPlace() throws IOException {
        if (!isInPlace()) {
            throw new FileSystemException(path.toString(), null, "Renamed or removed since it was opened");
        }
    }

    @Override
    public FileStatus status() throws IOException {
        return PortableFailure.telling(path, null, () -> {
            if (isInPlace()) {
                return folder.status(name);
            }
            long size = (reader == null ? writer : reader).size();
            return new FileStatus(
                    opened.device(),
                    opened.inode(),
                    opened.mode(),
                    opened.links(),
                    opened.user(),
                    opened.group(),
                    size,
                    opened.accessed(),
                    opened.modified());
        });
    }

    @Override
    public void setMode(int mode) throws IOException {
        PortableFailure.telling(path, null, () -> {
            requireInPlace();
            folder.view(name).setPermissions(PortableMode.permissions(mode));
            return null;
        });
    }

    @Override
    public void setOwner(int user, int group) throws IOException {
        PortableFailure.telling(path, null, () -> {
            requireInPlace();
            PortableMode.setOwner(folder.view(name), user, group);
            return null;
        });
    }

    @Override
    public void setTimes(long accessed, long modified) throws IOException {
        PortableFailure.telling(path, null, () -> {
            requireInPlace();
            folder.view(name)
                    .setTimes(
                            FileTime.from(modified, TimeUnit.SECONDS), FileTime.from(accessed, TimeUnit.SECONDS), null);
            return null;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        var channel = required(writer);
        PortableFailure.telling(path, null, () -> {
            long now = channel.size();
            if (size < now) {
                channel.truncate(size);
            } else if (size > now) {
                // Of a channel that appends, the position counts for nothing.
                try (var longer = folder.open(name, Set.of(StandardOpenOption.WRITE))) {
                    requireInPlace();
                    longer.write(ByteBuffer.allocate(1), size - 1);
                }
            }
            return null;
        });
    }

    @Override
    public void force() throws IOException {
        (writer == null ? reader : writer).force(true);
    }

    @Override
    public SpaceStatus space() throws IOException {
        return PortableFailure.telling(path, null, () -> PortableSpace.of(folder.byPath(name)));
    }

    @Override
    public void close() throws IOException {
        try (folder;
                var _ = reader) {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
