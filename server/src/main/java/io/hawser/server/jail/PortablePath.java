package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A user's path followed name by name below a root, as the kernel does it after chroot(2). What it ends with was true at some time during the walk, and is looked up once
 * more, without following any link, by who uses it.
 */
final class PortablePath {
    /** As many links as Linux follows in a path. */
    private static final int MOST_LINKS = 40;

    private final Path root;
    private final FilePath whole;
    private final Deque<byte[]> ahead = new ArrayDeque<>();
    private final List<Path> names = new ArrayList<>();
    private int links;

    private PortablePath(Path root, FilePath whole) {
        this.root = root;
        this.whole = whole;
    }

    /**
     * The names below {@code root} that {@code path} leads to, none of them a link except, if not {@code follow}, the last. The last need not exist.
     *
     * @throws NoSuchFileException when another does not exist
     */
    static List<Path> names(Path root, FilePath path, boolean follow) throws IOException {
        var walk = new PortablePath(root, path);
        walk.push(path.bytes());
        while (!walk.ahead.isEmpty()) {
            walk.step(follow);
        }
        return walk.names;
    }

    private void push(byte[] path) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                if (i > start && !(i == start + 1 && path[start] == '.')) {
                    parts.add(Arrays.copyOfRange(path, start, i));
                }
                start = i + 1;
            }
        }
        parts.reversed().forEach(ahead::push);
    }

    private void step(boolean follow) throws IOException {
        byte[] name = ahead.pop();
        if (name.length == 2 && name[0] == '.' && name[1] == '.') {
            if (!names.isEmpty()) {
                names.removeLast();
            }
            return;
        }
        names.add(NativePath.name(name));
        boolean last = ahead.isEmpty();
        Path here = here();
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(here, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            if (last) {
                return;
            }
            throw e;
        }
        if (found.isSymbolicLink() && (follow || !last)) {
            follow(here);
        } else if (!last && !found.isDirectory()) {
            throw new NotDirectoryException(whole.toString());
        }
    }

    private Path here() {
        Path here = root;
        for (Path name : names) {
            here = here.resolve(name);
        }
        return here;
    }

    private void follow(Path link) throws IOException {
        if (++links > MOST_LINKS) {
            throw new FileSystemLoopException(whole.toString());
        }
        Path target = Files.readSymbolicLink(link);
        names.removeLast();
        if (target.isAbsolute()) {
            names.clear();
        }
        push(NativePath.ofName(target).bytes());
    }
}
