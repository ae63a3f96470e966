package io.hawser.server.jail;

import io.hawser.server.jail.Jail.Flag;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.util.Set;

/**
 * Opening a regular file. It is found by O_PATH first, which opens nothing: neither does a pipe wait nor a device stir. What turned out to be a regular file is then
 * opened by its descriptor, and so surely the same.
 */
record LinuxOpening(LinuxRoot root, Calls calls, FilePath path, int access, int mode) {
    static LinuxFile open(LinuxRoot root, FilePath path, Set<Flag> flags, int mode) throws IOException {
        int access = access(flags, path);
        try (var calls = new Calls()) {
            var opening = new LinuxOpening(root, calls, path, access, mode & LinuxJail.SETTABLE);
            if (!flags.contains(Flag.CREATE)) {
                return opening.opened(root.find(calls, path, true));
            }
            return flags.contains(Flag.EXCLUSIVE) ? opening.file(opening.create(path)) : opening.openOrCreate();
        }
    }

    private static int access(Set<Flag> flags, FilePath path) throws FileSystemException {
        boolean writes = flags.contains(Flag.WRITE) || flags.contains(Flag.APPEND);
        if (flags.contains(Flag.TRUNCATE) && !writes) {
            throw new FileSystemException(path.toString(), null, "To be emptied it has to be opened to be written");
        }
        int access = writes ? flags.contains(Flag.READ) ? Calls.O_RDWR : Calls.O_WRONLY : 0;
        return access
                | (flags.contains(Flag.APPEND) ? Calls.O_APPEND : 0)
                | (flags.contains(Flag.TRUNCATE) ? Calls.O_TRUNC : 0);
    }

    /** What open(2) does with O_CREAT alone, which would open devices and pipes too. */
    private LinuxFile openOrCreate() throws IOException {
        FilePath place = path;
        for (int tries = 0; tries < LinuxRoot.MOST_LINKS; tries++) {
            long found = root.find(calls, place, true);
            if (found != -Errno.ENOENT) {
                return opened(found);
            }
            long made = create(place);
            if (made != -Errno.EEXIST) {
                return file(made);
            }
            // A link that leads to nothing yet; or somebody else has just made the file.
            place = root.beyond(calls, place, path);
        }
        throw new FileSystemLoopException(path.toString());
    }

    private long create(FilePath place) throws IOException {
        return root.open(calls, place, access | Calls.O_CREAT | Calls.O_EXCL, mode);
    }

    private LinuxFile opened(long found) throws IOException {
        try (var there = new Opened(calls, (int) Errno.check(found, path))) {
            var status = there.status(path);
            if (status.isFolder()) {
                throw Errno.failure(Errno.EISDIR, path, null);
            }
            if (!status.isRegular()) {
                throw new FileSystemException(path.toString(), null, "Not a regular file");
            }
            return file(root.by(there, (folder, name) -> calls.openAnywhere(folder, name, access)));
        }
    }

    private LinuxFile file(long number) throws IOException {
        return new LinuxFile((int) Errno.check(number, path), path);
    }
}
