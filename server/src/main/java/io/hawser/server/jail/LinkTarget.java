package io.hawser.server.jail;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The texts of links that a user may make. An absolute one is kept as the relative one that leads to the same place, for other programs on the machine would count it
 * from the machine's root.
 */
final class LinkTarget {
    private LinkTarget() {}

    /**
     * The text to keep; empty when the link would lead out.
     *
     * @param depth how many folders below the jail's root the link is
     */
    static Optional<byte[]> inside(FilePath target, int depth) {
        byte[] text = target.bytes();
        boolean absolute = text.length > 0 && text[0] == '/';
        if (climb(text) > (absolute ? 0 : depth)) {
            return Optional.empty();
        }
        return Optional.of(absolute ? relative(text, depth) : text);
    }

    /** How far above its start a path leads at most, name by name. */
    private static int climb(byte[] path) {
        int highest = 0;
        int height = 0;
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                height += step(path, start, i);
                highest = Math.max(highest, height);
                start = i + 1;
            }
        }
        return highest;
    }

    private static int step(byte[] path, int start, int end) {
        int length = end - start;
        if (length == 0 || length == 1 && path[start] == '.') {
            return 0;
        }
        return length == 2 && path[start] == '.' && path[start + 1] == '.' ? 1 : -1;
    }

    private static byte[] relative(byte[] absolute, int depth) {
        var text = new ByteArrayOutputStream();
        for (int i = 0; i < depth; i++) {
            text.writeBytes(new byte[] {'.', '.', '/'});
        }
        int start = 0;
        while (start < absolute.length && absolute[start] == '/') {
            start++;
        }
        text.write(absolute, start, absolute.length - start);
        return text.size() == 0 ? new byte[] {'.'} : text.toByteArray();
    }
}
