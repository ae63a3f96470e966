package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A jail whose walls are the kernel's: openat2(2) with RESOLVE_IN_ROOT resolves each path as chroot(2) would, and what it found is kept by a descriptor from then on. Whatever is
 * renamed or replaced by a link meanwhile, the descriptor leads to what was inside. Names are made and removed by (descriptor of the folder, last name), of which the
 * kernel follows no link.
 */
final class LinuxJail implements Jail {
    /**
     * The bits of a mode that users may set. Of those left out, set-user-ID and set-group-ID, each would lend the server's own rights to whoever runs the file on this machine.
     */
    static final int SETTABLE = 01777;

    private final LinuxRoot root;

    private LinuxJail(LinuxRoot root) {
        this.root = root;
    }

    /**
     * @throws UnsupportedOperationException with the reason when this machine lacks what it takes
     * @throws IOException when {@code folder} is no folder, or none that this process may enter
     */
    static LinuxJail at(Path folder) throws IOException {
        return new LinuxJail(LinuxRoot.at(folder));
    }

    @Override
    public String description() {
        return "Linux openat2";
    }

    @Override
    public JailedFile open(FilePath path, Set<Flag> flags, int mode) throws IOException {
        return LinuxOpening.open(root, path, flags, mode);
    }

    @Override
    public JailedFolder list(FilePath folder) throws IOException {
        try (var calls = new Calls()) {
            int flags = Calls.O_DIRECTORY | Calls.O_NONBLOCK;
            long number = root.open(calls, folder, flags, 0);
            return new LinuxFolder((int) Errno.check(number, folder), folder);
        }
    }

    @Override
    public FileStatus status(FilePath path, boolean follow) throws IOException {
        try (var calls = new Calls();
                var there = root.found(calls, path, follow)) {
            return there.status(path);
        }
    }

    @Override
    public void setMode(FilePath path, int mode, boolean follow) throws IOException {
        try (var calls = new Calls();
                var there = root.found(calls, path, follow)) {
            if (there.status(path).isLink()) {
                throw Errno.failure(Errno.EOPNOTSUPP, path, null);
            }
            Errno.check(root.by(there, (folder, name) -> calls.setMode(folder, name, mode & SETTABLE)), path);
        }
    }

    @Override
    public void setOwner(FilePath path, int user, int group, boolean follow) throws IOException {
        try (var calls = new Calls();
                var there = root.found(calls, path, follow)) {
            Errno.check(calls.setOwner(there.number(), user, group), path);
        }
    }

    @Override
    public void setTimes(FilePath path, long accessed, long modified, boolean follow) throws IOException {
        try (var calls = new Calls();
                var there = root.found(calls, path, follow)) {
            Errno.check(root.by(there, (folder, name) -> calls.setTimes(folder, name, accessed, modified)), path);
        }
    }

    @Override
    public void truncate(FilePath path, long size) throws IOException {
        try (var file = open(path, Set.of(Flag.WRITE), 0)) {
            file.truncate(size);
        }
    }

    @Override
    public void makeFolder(FilePath path, int mode) throws IOException {
        var split = SplitPath.of(path);
        try (var calls = new Calls();
                var folder = root.folder(calls, split, path)) {
            Errno.check(calls.makeFolder(folder.number(), split.name(), mode & SETTABLE), path);
        }
    }

    @Override
    public void removeFolder(FilePath path) throws IOException {
        remove(path, Calls.AT_REMOVEDIR);
    }

    @Override
    public void remove(FilePath path) throws IOException {
        remove(path, 0);
    }

    private void remove(FilePath path, int flags) throws IOException {
        var split = SplitPath.of(path);
        try (var calls = new Calls();
                var folder = root.folder(calls, split, path)) {
            Errno.check(calls.remove(folder.number(), split.name(), flags), path);
        }
    }

    @Override
    public void rename(FilePath from, FilePath to, boolean replace) throws IOException {
        var old = SplitPath.of(from);
        var fresh = SplitPath.of(to);
        try (var calls = new Calls();
                var source = root.folder(calls, old, from);
                var target = root.folder(calls, fresh, to)) {
            int flags = replace ? 0 : Calls.RENAME_NOREPLACE;
            long result = calls.rename(source.number(), old.name(), target.number(), fresh.name(), flags);
            if (!replace && UnclaimedName.isNeeded(result)) {
                boolean folder = status(from, false).isFolder();
                result = new UnclaimedName(calls, source.number(), old.name(), target.number(), fresh.name())
                        .rename(folder);
            }
            Errno.check(result, from, to);
        }
    }

    @Override
    public void link(FilePath existing, FilePath link) throws IOException {
        var split = SplitPath.of(link);
        try (var calls = new Calls();
                var file = root.found(calls, existing, false);
                var folder = root.folder(calls, split, link)) {
            if (!file.status(existing).isRegular()) {
                throw new FileSystemException(existing.toString(), link.toString(), "Not a regular file");
            }
            long result = root.by(
                    file,
                    (descriptors, name) ->
                            calls.link(descriptors, name, folder.number(), split.name(), Calls.AT_SYMLINK_FOLLOW));
            Errno.check(result, existing, link);
        }
    }

    @Override
    public void symbolicLink(FilePath link, FilePath target) throws IOException {
        var split = SplitPath.of(link);
        try (var calls = new Calls();
                var folder = root.folder(calls, split, link)) {
            byte[] text = LinkTarget.inside(target, depth(root.place(folder, link)))
                    .orElseThrow(() -> new AccessDeniedException(link.toString(), target.toString(), "Leads outside"));
            Errno.check(calls.symbolicLink(text, folder.number(), split.name()), link);
        }
    }

    private static int depth(byte[] place) {
        int names = place.length == 1 ? 0 : 1;
        for (int i = 1; i < place.length; i++) {
            names += place[i] == '/' ? 1 : 0;
        }
        return names;
    }

    @Override
    public FilePath readLink(FilePath link) throws IOException {
        try (var calls = new Calls();
                var there = root.found(calls, link, false)) {
            if (!there.status(link).isLink()) {
                throw new NotLinkException(link.toString());
            }
            byte[] text = root.text(there, link);
            if (text.length > 0 && text[0] == '/') {
                requireInside(calls, link, FilePath.of(text));
            }
            return FilePath.of(text);
        }
    }

    /** Who made an absolute link to somewhere else on the machine may tell its users by that how the machine is laid out; nobody else does. */
    private void requireInside(Calls calls, FilePath link, FilePath target) throws IOException {
        long there = root.find(calls, target, true);
        if (there < 0) {
            throw new AccessDeniedException(link.toString(), null, "Leads to nothing inside");
        }
        calls.closeDescriptor((int) there);
    }

    @Override
    public FilePath realPath(FilePath path) throws IOException {
        try (var calls = new Calls()) {
            FilePath place = path;
            for (int links = 0; links <= LinuxRoot.MOST_LINKS; links++) {
                long there = root.find(calls, place, true);
                if (there != -Errno.ENOENT) {
                    try (var found = new Opened(calls, (int) Errno.check(there, path))) {
                        return FilePath.of(root.place(found, path));
                    }
                }
                FilePath beyond = root.beyond(calls, place, path);
                if (beyond.equals(place)) {
                    var split = SplitPath.of(place);
                    try (var folder = root.folder(calls, split, path)) {
                        return FilePath.of(root.place(folder, path)).resolve(FilePath.of(split.name()));
                    }
                }
                // A link that leads to nothing yet.
                place = beyond;
            }
            throw new FileSystemLoopException(path.toString());
        }
    }

    @Override
    public void forceFolder(FilePath folder) throws IOException {
        try (var calls = new Calls()) {
            long number = root.open(calls, folder, Calls.O_DIRECTORY, 0);
            try (var there = new Opened(calls, (int) Errno.check(number, folder))) {
                Errno.check(calls.force(there.number()), folder);
            }
        }
    }

    @Override
    public SpaceStatus space(FilePath path) throws IOException {
        try (var calls = new Calls();
                var there = root.found(calls, path, true)) {
            var structure = SpaceStructure.in(calls);
            Errno.check(calls.space(there.number(), structure), path);
            return structure.status();
        }
    }

    @Override
    public void close() {
        root.close();
    }
}
