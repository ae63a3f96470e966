package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Paths by their letters alone. */
final class Paths {
    private Paths() {}

    /** An absolute path without slashes at its end. */
    static FilePath withoutSlash(FilePath path) {
        byte[] bytes = path.bytes();
        int end = bytes.length;
        while (end > 1 && bytes[end - 1] == '/') {
            end--;
        }
        return FilePath.of(Arrays.copyOf(bytes, end));
    }

    /** An absolute path without empty names, {@code .} and {@code ..}; those that lead above the root stay there. */
    static FilePath normalized(FilePath path) {
        // Each byte becomes a character and goes back, so that names of any encoding stay as they are.
        var names = new ArrayDeque<String>();
        for (String name : new String(path.bytes(), StandardCharsets.ISO_8859_1).split("/")) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        var out = new ByteArrayOutputStream();
        names.forEach(name -> out.writeBytes(("/" + name).getBytes(StandardCharsets.ISO_8859_1)));
        return FilePath.of(names.isEmpty() ? new byte[] {'/'} : out.toByteArray());
    }
}
