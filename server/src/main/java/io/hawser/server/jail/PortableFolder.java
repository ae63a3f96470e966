package io.hawser.server.jail;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A folder inside, and what is done with the names in it, of which no link is followed. Where the JDK has {@link SecureDirectoryStream}, the folder is an open one, reached from the root name by
 * name without following a link, and stays the same whatever takes its name. Elsewhere, and for what that interface lacks, it is a path.
 */
final class PortableFolder implements AutoCloseable {
    /** Stands for the folder itself. */
    static final Path ITSELF = Path.of(".");

    private final Path path;
    private final DirectoryStream<Path> stream;

    private PortableFolder(Path path, DirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
    }

    /** The folder {@code names} below {@code root}. */
    static PortableFolder at(Path root, List<Path> names) throws IOException {
        var folder = new PortableFolder(root, Files.newDirectoryStream(root));
        for (Path name : names) {
            try (var above = folder) {
                folder = above.below(name);
            }
        }
        return folder;
    }

    private PortableFolder below(Path name) throws IOException {
        Path place = path.resolve(name);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new PortableFolder(place, secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
        }
        if (Files.isSymbolicLink(place)) {
            throw new NoSuchFileException(place.toString());
        }
        return new PortableFolder(place, Files.newDirectoryStream(place));
    }

    /** The names in it, once. */
    DirectoryStream<Path> stream() {
        return stream;
    }

    PosixFileAttributeView view(Path name) {
        return stream instanceof SecureDirectoryStream<Path> secure
                ? secure.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                : Files.getFileAttributeView(
                        path.resolve(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** What tells a file apart from every other, of what has a name. */
    Object key(Path name) throws IOException {
        return view(name).readAttributes().fileKey();
    }

    /** What has a name. The JDK tells some of it by path alone, which is compared with what the name is here. */
    FileStatus status(Path name) throws IOException {
        Path place = path.resolve(name);
        var all = Files.readAttributes(place, "unix:*", LinkOption.NOFOLLOW_LINKS);
        if (!Objects.equals(key(name), all.get("fileKey"))) {
            throw new NoSuchFileException(place.toString());
        }
        return new FileStatus(
                ((Number) all.get("dev")).longValue(),
                ((Number) all.get("ino")).longValue(),
                (int) all.get("mode"),
                ((Number) all.get("nlink")).longValue(),
                (int) all.get("uid"),
                (int) all.get("gid"),
                (long) all.get("size"),
                seconds(all.get("lastAccessTime")),
                seconds(all.get("lastModifiedTime")));
    }

    private static long seconds(Object time) {
        return Math.floorDiv(((FileTime) time).to(TimeUnit.MICROSECONDS), 1_000_000L);
    }

    FileChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            var channel = secure.newByteChannel(name, all, attributes);
            if (channel instanceof FileChannel file) {
                return file;
            }
            channel.close();
            throw new FileSystemException(path.resolve(name).toString(), null, "Not opened as a file");
        }
        return FileChannel.open(path.resolve(name), all, attributes);
    }

    void removeFile(Path name) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            secure.deleteFile(name);
        } else {
            Files.delete(path.resolve(name));
        }
    }

    void removeFolder(Path name) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            secure.deleteDirectory(name);
        } else {
            Files.delete(path.resolve(name));
        }
    }

    /** Replaces what is at {@code to}. */
    void rename(Path from, PortableFolder folder, Path to) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> source
                && folder.stream instanceof SecureDirectoryStream<Path> target) {
            source.move(from, target, to);
        } else {
            Files.move(path.resolve(from), folder.path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * A path, for what the JDK does by path alone. That it leads here is true now; who replaces a folder on the way by a link in the next moment makes it lead elsewhere.
     */
    Path byPath(Path name) throws IOException {
        Object there = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        if (!Objects.equals(there, key(ITSELF))) {
            throw new NoSuchFileException(path.toString());
        }
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
