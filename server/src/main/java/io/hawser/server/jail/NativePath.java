package io.hawser.server.jail;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/** Between the bytes of names and the JDK's paths, by way of {@code file:} URIs: these keep every byte, where a string keeps only those that its charset has. */
final class NativePath {
    private static final String HEX = "0123456789ABCDEF";

    private NativePath() {}

    /** The bytes of an absolute path. */
    static FilePath of(Path absolute) {
        String raw = absolute.toUri().getRawPath();
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) raw.charAt(i);
            }
        }
        // The URI of a folder ends with a slash.
        boolean folder = length > 1 && bytes[length - 1] == '/';
        return FilePath.of(Arrays.copyOf(bytes, folder ? length - 1 : length));
    }

    /** The bytes of a name or of a relative path. */
    static FilePath ofName(Path name) {
        byte[] bytes = of(Path.of("/").resolve(name)).bytes();
        return FilePath.of(Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    /** The path of the JDK that has these bytes, which begin with {@code /}. */
    static Path absolute(byte[] bytes) {
        var uri = new StringBuilder("file://");
        for (byte one : bytes) {
            if (one == '/') {
                uri.append('/');
            } else {
                uri.append('%').append(HEX.charAt(one >> 4 & 15)).append(HEX.charAt(one & 15));
            }
        }
        return Path.of(URI.create(uri.toString()));
    }

    /** The path of the JDK that has these bytes, which begin with a name. */
    static Path relative(byte[] bytes) {
        byte[] absolute = new byte[bytes.length + 1];
        absolute[0] = '/';
        System.arraycopy(bytes, 0, absolute, 1, bytes.length);
        Path path = absolute(absolute);
        return path.subpath(0, path.getNameCount());
    }

    /** The single name that has these bytes. */
    static Path name(byte[] bytes) {
        return relative(bytes).getFileName();
    }
}
