package io.hawser.server.jail;

import java.util.Arrays;

/**
 * A path cut before its last name.
 *
 * @param folder what stands before the name; {@code .} where nothing does
 * @param name the last name, {@code .} of the path {@code /}; it may be {@code .} or {@code ..}
 */
record SplitPath(byte[] folder, byte[] name) {
    private static final byte[] HERE = {'.'};

    static SplitPath of(FilePath path) {
        byte[] bytes = path.bytes();
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == '/') {
            end--;
        }
        int start = end;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        byte[] folder = start == 0 ? HERE : Arrays.copyOf(bytes, start);
        return new SplitPath(folder, start == end ? HERE : Arrays.copyOfRange(bytes, start, end));
    }

    /** What {@code target} leads to, being the text of a link of this path. */
    FilePath beyond(byte[] target) {
        return FilePath.of(folder).resolve(FilePath.of(target));
    }
}
