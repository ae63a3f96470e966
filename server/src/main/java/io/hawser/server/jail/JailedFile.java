package io.hawser.server.jail;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open regular file. Positions and sizes are in bytes. All methods may be called from many threads at once. */
public interface JailedFile extends AutoCloseable {
    /** Reads from {@code position} on into {@code buffer}, as far as both have room; returns the count of bytes, -1 at the end of the file. */
    int read(long position, ByteBuffer buffer) throws IOException;

    /** Writes all of {@code bytes}, at {@code position} or, opened to append, at the end. */
    void write(long position, ByteBuffer bytes) throws IOException;

    FileStatus status() throws IOException;

    void setMode(int mode) throws IOException;

    /** As {@link Jail#setOwner}. */
    void setOwner(int user, int group) throws IOException;

    void setTimes(long accessed, long modified) throws IOException;

    void truncate(long size) throws IOException;

    /** Forces content and size to the disk. */
    void force() throws IOException;

    SpaceStatus space() throws IOException;

    @Override
    void close() throws IOException;
}
