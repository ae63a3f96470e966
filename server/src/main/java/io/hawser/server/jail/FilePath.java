package io.hawser.server.jail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A path or name as the protocol and the system have it: bytes without NUL, {@code /} between names. Most are UTF-8, but none has to be. */
public final class FilePath {
    private final byte[] bytes;

    private FilePath(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when there is a NUL in it */
    public static FilePath of(byte[] bytes) {
        for (byte one : bytes) {
            if (one == 0) {
                throw new IllegalArgumentException("a path with a NUL character");
            }
        }
        return new FilePath(bytes.clone());
    }

    public static FilePath of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@code other} as seen from this folder: an absolute one itself. */
    public FilePath resolve(FilePath other) {
        if (other.bytes.length > 0 && other.bytes[0] == '/') {
            return other;
        }
        boolean separated = bytes.length == 0 || bytes[bytes.length - 1] == '/';
        int length = bytes.length + (separated ? 0 : 1);
        byte[] joined = Arrays.copyOf(bytes, length + other.bytes.length);
        if (!separated) {
            joined[bytes.length] = '/';
        }
        System.arraycopy(other.bytes, 0, joined, length, other.bytes.length);
        return new FilePath(joined);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** For people: what is not UTF-8 is replaced. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
