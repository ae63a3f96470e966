package io.hawser.ssh;

import java.nio.charset.Charset;
import java.util.Arrays;

/** What a command wrote to an {@linkplain Output#capture captured} stream, byte by byte; empty for a stream that went elsewhere. */
public final class Captured {
    private static final Captured NOTHING = new Captured(new byte[0], 0, false);

    private final byte[] bytes;
    private final int size;
    private final boolean truncated;

    private Captured(byte[] bytes, int size, boolean truncated) {
        this.bytes = bytes;
        this.size = size;
        this.truncated = truncated;
    }

    /** Takes the array over. */
    static Captured of(byte[] bytes, int size, boolean truncated) {
        return new Captured(bytes, size, truncated);
    }

    static Captured nothing() {
        return NOTHING;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    /** Whether the command wrote more than the limit of {@link Output#captureBeginning}; what is here is then only the beginning. */
    public boolean isTruncated() {
        return truncated;
    }

    /** The bytes as text in that encoding; what is malformed in it becomes its replacement character. */
    public String text(Charset encoding) {
        return new String(bytes, 0, size, encoding);
    }

    /** Says how much there is, not what: output may hold secrets. */
    @Override
    public String toString() {
        return size + (truncated ? " bytes, truncated" : " bytes");
    }
}
