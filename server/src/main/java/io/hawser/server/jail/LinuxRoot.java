package io.hawser.server.jail;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** The root of a {@link LinuxJail}: how what is inside is found, and where it is. */
final class LinuxRoot {
    /** As many links as the kernel follows in a path. */
    static final int MOST_LINKS = 40;

    /** {@code PROC_SUPER_MAGIC} of linux/magic.h. */
    private static final long PROC = 0x9fa0;

    private static final byte[] NO_NAME = {};

    private final Descriptor root;

    /** The folder {@code /proc/self/fd}. */
    private final Descriptor descriptors;

    private LinuxRoot(int root, int descriptors) {
        this.root = new Descriptor(root);
        this.descriptors = new Descriptor(descriptors);
    }

    /**
     * @throws UnsupportedOperationException with the reason when this machine lacks what it takes
     * @throws IOException when {@code folder} is no folder, or none that this process may enter
     */
    static LinuxRoot at(Path folder) throws IOException {
        SystemCall.obstacle().ifPresent(reason -> {
            throw new UnsupportedOperationException(reason);
        });
        try (var calls = new Calls()) {
            int descriptors = descriptors(calls);
            var name = NativePath.of(folder.toAbsolutePath());
            long number = calls.openAnywhere(Calls.AT_FDCWD, name.bytes(), Calls.O_PATH | Calls.O_DIRECTORY);
            if (number < 0) {
                calls.closeDescriptor(descriptors);
                throw Errno.failure((int) -number, name, null);
            }
            var root = new LinuxRoot((int) number, descriptors);
            boolean good = false;
            try {
                good = root.keepsInside(calls);
            } finally {
                if (!good) {
                    root.close();
                }
            }
            if (!good) {
                throw new UnsupportedOperationException("openat2(2) does not keep paths inside");
            }
            return root;
        }
    }

    /** What emulates a kernel may know the call and not what is asked of it. */
    private boolean keepsInside(Calls calls) throws IOException {
        var folder = FilePath.of(".");
        var above = FilePath.of("/../..");
        try (var here = found(calls, folder, true);
                var top = found(calls, above, true)) {
            var expected = here.status(folder);
            var seen = top.status(above);
            return expected.inode() == seen.inode() && expected.device() == seen.device();
        }
    }

    private static int descriptors(Calls calls) {
        byte[] name = "/proc/self/fd".getBytes(StandardCharsets.US_ASCII);
        long number = calls.openAnywhere(Calls.AT_FDCWD, name, Calls.O_PATH | Calls.O_DIRECTORY);
        if (number == -Errno.ENOSYS || number == -Errno.EPERM) {
            throw new UnsupportedOperationException("no openat2(2): Linux before 5.6, or forbidden in this container");
        }
        if (number < 0) {
            throw new UnsupportedOperationException("no /proc/self/fd");
        }
        var space = SpaceStructure.in(calls);
        if (calls.space((int) number, space) < 0 || space.type() != PROC) {
            calls.closeDescriptor((int) number);
            throw new UnsupportedOperationException("/proc is not the kernel's");
        }
        return (int) number;
    }

    /** Opens a path inside, with flags and mode of open(2); returns the number of the descriptor or, negative, of the failure. */
    long open(Calls calls, FilePath path, int flags, int mode) throws IOException {
        return root.use(number -> calls.openInside(number, path.bytes(), flags, mode));
    }

    /** Finds what is there without opening it; the result is that of {@link #open}. */
    long find(Calls calls, FilePath path, boolean follow) throws IOException {
        return open(calls, path, Calls.O_PATH | (follow ? 0 : Calls.O_NOFOLLOW), 0);
    }

    /** What is there, or the failure. */
    Opened found(Calls calls, FilePath path, boolean follow) throws IOException {
        return new Opened(calls, (int) Errno.check(find(calls, path, follow), path));
    }

    /** The folder that the last name of {@code path} is in. */
    Opened folder(Calls calls, SplitPath split, FilePath path) throws IOException {
        long number = open(calls, FilePath.of(split.folder()), Calls.O_PATH | Calls.O_DIRECTORY, 0);
        return new Opened(calls, (int) Errno.check(number, path));
    }

    /** What is done with what was found by {@code (folder, name)}, which lead to it whatever it is called now. */
    interface ByDescriptor {
        long with(int folder, byte[] name);
    }

    long by(Opened found, ByDescriptor use) throws IOException {
        return descriptors.use(folder -> use.with(folder, name(found.number())));
    }

    /** Where something is as its user sees it: with {@code /} at the beginning and without links. */
    byte[] place(Opened found, FilePath path) throws IOException {
        byte[] place = placeOnMachine(found, path);
        byte[] prefix = rootOnMachine(found.calls(), path);
        int cut = prefix.length == 1 ? 0 : prefix.length;
        boolean inside = place.length >= cut && Arrays.equals(prefix, 0, cut, place, 0, cut);
        boolean gone = found.status(path).links() == 0;
        if (!inside || gone || place.length > cut && place[cut] != '/') {
            // Renamed between the two questions, removed, or moved out by somebody who may.
            throw new NoSuchFileException(path.toString());
        }
        return place.length == cut ? new byte[] {'/'} : Arrays.copyOfRange(place, cut, place.length);
    }

    private byte[] placeOnMachine(Opened found, FilePath path) throws IOException {
        var text = found.calls().memory(Calls.PATH_MAX);
        long length = Errno.check(by(found, (folder, name) -> found.calls().readLink(folder, name, text)), path);
        return text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] rootOnMachine(Calls calls, FilePath path) throws IOException {
        try (var itself = found(calls, FilePath.of("/"), true)) {
            return placeOnMachine(itself, path);
        }
    }

    /** Where a link leads. */
    byte[] text(Opened link, FilePath path) throws IOException {
        var text = link.calls().memory(Calls.PATH_MAX);
        long length = Errno.check(link.calls().readLink(link.number(), NO_NAME, text), path);
        return text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** What {@code place} leads to if it is a link, one step of it; otherwise itself. {@code path} is what was asked for. */
    FilePath beyond(Calls calls, FilePath place, FilePath path) throws IOException {
        long found = find(calls, place, false);
        if (found < 0) {
            return place;
        }
        try (var there = new Opened(calls, (int) found)) {
            return there.status(path).isLink() ? SplitPath.of(place).beyond(text(there, path)) : place;
        }
    }

    private static byte[] name(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    void close() {
        root.close();
        descriptors.close();
    }
}
