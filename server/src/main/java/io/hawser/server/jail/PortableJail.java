package io.hawser.server.jail;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A jail of what the JDK offers, for machines on which {@link LinuxJail} cannot work. A path is followed name by name by {@link PortablePath}, and what it ends with is used by
 * {@link PortableFolder}. Making folders and links goes by path, so that somebody who works inside by other means at the same time can make these lead elsewhere.
 */
final class PortableJail implements Jail {
    private final Path root;
    private final String reason;

    private PortableJail(Path root, String reason) {
        this.root = root;
        this.reason = reason;
    }

    /**
     * @param reason why there is none better
     * @throws IOException when {@code folder} is no folder, or the machine does not know owners and modes
     */
    static PortableJail at(Path folder, String reason) throws IOException {
        Path root = folder.toRealPath();
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (!root.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            throw new FileSystemException(folder.toString(), null, "Not on a system with owners and modes");
        }
        return new PortableJail(root, reason);
    }

    @Override
    public String description() {
        return "portable (" + reason + ")";
    }

    /** Something by the folder that it is in. */
    private record Place(PortableFolder folder, Path name) implements AutoCloseable {
        FileStatus status() throws IOException {
            return folder.status(name);
        }

        @Override
        public void close() throws IOException {
            folder.close();
        }
    }

    private Place place(FilePath path, boolean follow) throws IOException {
        List<Path> names = PortablePath.names(root, path, follow);
        return names.isEmpty()
                ? new Place(PortableFolder.at(root, names), PortableFolder.ITSELF)
                : new Place(PortableFolder.at(root, names.subList(0, names.size() - 1)), names.getLast());
    }

    /** A name that is to be made or removed. */
    private Place named(FilePath path) throws IOException {
        var split = SplitPath.of(path);
        if (isDots(split.name())) {
            throw new FileSystemException(path.toString(), null, Errno.reason(Errno.EINVAL));
        }
        return new Place(folder(FilePath.of(split.folder())), NativePath.name(split.name()));
    }

    private PortableFolder folder(FilePath path) throws IOException {
        List<Path> names = PortablePath.names(root, path, true);
        if (!names.isEmpty()) {
            try (var there = place(path, true)) {
                if (!there.status().isFolder()) {
                    throw new NotDirectoryException(path.toString());
                }
            }
        }
        return PortableFolder.at(root, names);
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
    }

    @Override
    public JailedFile open(FilePath path, Set<Flag> flags, int mode) throws IOException {
        return PortableFailure.telling(path, null, () -> {
            boolean exclusive = flags.contains(Flag.CREATE) && flags.contains(Flag.EXCLUSIVE);
            var place = place(path, !exclusive);
            try {
                return new PortableOpening(place.folder(), place.name(), path, flags, mode).open();
            } catch (IOException | RuntimeException e) {
                place.close();
                throw e;
            }
        });
    }

    @Override
    public JailedFolder list(FilePath folder) throws IOException {
        return PortableFailure.telling(folder, null, () -> new PortableListing(folder(folder), folder));
    }

    @Override
    public FileStatus status(FilePath path, boolean follow) throws IOException {
        return PortableFailure.telling(path, null, () -> {
            try (var there = place(path, follow)) {
                return there.status();
            }
        });
    }

    /** What is set of something that is no link. */
    private interface Setting {
        void apply(PosixFileAttributeView view) throws IOException;
    }

    private void set(FilePath path, boolean follow, Setting setting) throws IOException {
        PortableFailure.telling(path, null, () -> {
            try (var there = place(path, follow)) {
                var status = there.status();
                if (!status.isRegular() && !status.isFolder()) {
                    // The JDK would open it, and of a pipe wait for somebody at the other end.
                    throw Errno.failure(Errno.EOPNOTSUPP, path, null);
                }
                setting.apply(there.folder().view(there.name()));
            }
            return null;
        });
    }

    @Override
    public void setMode(FilePath path, int mode, boolean follow) throws IOException {
        set(path, follow, view -> view.setPermissions(PortableMode.permissions(mode)));
    }

    @Override
    public void setOwner(FilePath path, int user, int group, boolean follow) throws IOException {
        set(path, follow, view -> PortableMode.setOwner(view, user, group));
    }

    @Override
    public void setTimes(FilePath path, long accessed, long modified, boolean follow) throws IOException {
        set(
                path,
                follow,
                view -> view.setTimes(
                        FileTime.from(modified, TimeUnit.SECONDS), FileTime.from(accessed, TimeUnit.SECONDS), null));
    }

    @Override
    public void truncate(FilePath path, long size) throws IOException {
        try (var file = open(path, Set.of(Flag.WRITE), 0)) {
            file.truncate(size);
        }
    }

    @Override
    public void makeFolder(FilePath path, int mode) throws IOException {
        PortableFailure.telling(path, null, () -> {
            if (isDots(SplitPath.of(path).name())) {
                throw new FileAlreadyExistsException(path.toString());
            }
            try (var there = named(path)) {
                Files.createDirectory(
                        there.folder().byPath(there.name()),
                        PosixFilePermissions.asFileAttribute(PortableMode.permissions(mode)));
            }
            return null;
        });
    }

    @Override
    public void removeFolder(FilePath path) throws IOException {
        PortableFailure.telling(path, null, () -> {
            try (var there = named(path)) {
                if (!there.status().isFolder()) {
                    throw new NotDirectoryException(path.toString());
                }
                there.folder().removeFolder(there.name());
            }
            return null;
        });
    }

    @Override
    public void remove(FilePath path) throws IOException {
        PortableFailure.telling(path, null, () -> {
            try (var there = named(path)) {
                if (there.status().isFolder()) {
                    throw Errno.failure(Errno.EISDIR, path, null);
                }
                there.folder().removeFile(there.name());
            }
            return null;
        });
    }

    @Override
    public void rename(FilePath from, FilePath to, boolean replace) throws IOException {
        PortableFailure.telling(from, to, () -> {
            try (var source = named(from);
                    var target = named(to)) {
                boolean folder = source.status().isFolder();
                if (!replace) {
                    takeName(target, folder);
                }
                try {
                    source.folder().rename(source.name(), target.folder(), target.name());
                } catch (IOException e) {
                    if (!replace) {
                        giveNameBack(target, folder);
                    }
                    throw e;
                }
            }
            return null;
        });
    }

    /** By something empty of the same kind, which is refused if the name is taken; it is replaced next. */
    private static void takeName(Place target, boolean folder) throws IOException {
        if (folder) {
            Files.createDirectory(target.folder().byPath(target.name()));
        } else {
            target.folder()
                    .open(target.name(), Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW))
                    .close();
        }
    }

    private static void giveNameBack(Place target, boolean folder) throws IOException {
        if (folder) {
            target.folder().removeFolder(target.name());
        } else {
            target.folder().removeFile(target.name());
        }
    }

    @Override
    public void link(FilePath existing, FilePath link) throws IOException {
        PortableFailure.telling(existing, link, () -> {
            try (var source = place(existing, false);
                    var target = named(link)) {
                Object key = source.folder().key(source.name());
                if (!source.status().isRegular()) {
                    throw new FileSystemException(existing.toString(), link.toString(), "Not a regular file");
                }
                Files.createLink(
                        target.folder().byPath(target.name()), source.folder().byPath(source.name()));
                if (!Objects.equals(key, target.folder().key(target.name()))) {
                    // Somebody made the path lead elsewhere just then.
                    target.folder().removeFile(target.name());
                    throw new NoSuchFileException(existing.toString());
                }
            }
            return null;
        });
    }

    @Override
    public void symbolicLink(FilePath link, FilePath target) throws IOException {
        PortableFailure.telling(link, null, () -> {
            int depth = PortablePath.names(root, FilePath.of(SplitPath.of(link).folder()), true)
                    .size();
            byte[] text = LinkTarget.inside(target, depth)
                    .orElseThrow(() -> new AccessDeniedException(link.toString(), null, "Leads outside"));
            try (var there = named(link)) {
                Files.createSymbolicLink(there.folder().byPath(there.name()), NativePath.relative(text));
            }
            return null;
        });
    }

    @Override
    public FilePath readLink(FilePath link) throws IOException {
        return PortableFailure.telling(link, null, () -> {
            try (var there = place(link, false)) {
                if (!there.status().isLink()) {
                    throw new NotLinkException(link.toString());
                }
                Path target = Files.readSymbolicLink(there.folder().byPath(there.name()));
                if (!target.isAbsolute()) {
                    return NativePath.ofName(target);
                }
                FilePath text = NativePath.of(target);
                if (!exists(text)) {
                    throw new AccessDeniedException(link.toString(), null, "Leads to nothing inside");
                }
                return text;
            }
        });
    }

    private boolean exists(FilePath path) throws IOException {
        try (var there = place(path, true)) {
            return there.status() != null;
        } catch (FileSystemException _) {
            return false;
        }
    }

    @Override
    public FilePath realPath(FilePath path) throws IOException {
        return PortableFailure.telling(path, null, () -> {
            Path real = Path.of("/");
            for (Path name : PortablePath.names(root, path, true)) {
                real = real.resolve(name);
            }
            return NativePath.of(real);
        });
    }

    @Override
    public void forceFolder(FilePath folder) throws IOException {
        PortableFailure.telling(folder, null, () -> {
            try (var there = folder(folder);
                    var channel = FileChannel.open(there.byPath(PortableFolder.ITSELF), StandardOpenOption.READ)) {
                channel.force(true);
            }
            return null;
        });
    }

    @Override
    public SpaceStatus space(FilePath path) throws IOException {
        return PortableFailure.telling(path, null, () -> {
            try (var there = place(path, true)) {
                Objects.requireNonNull(there.status());
                return PortableSpace.of(there.folder().byPath(there.name()));
            }
        });
    }

    @Override
    public void close() {
        // Nothing is held between two operations.
    }
}
