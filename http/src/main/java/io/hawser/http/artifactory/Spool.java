package io.hawser.http.artifactory;

import io.hawser.StoreException;
import io.hawser.http.ByteRuns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * An answer that is read at once and used slowly: a server would break off a listing that waits for the files which it
 * names. What does not fit into a small buffer lies in a temporary file, which is gone when this is closed.
 */
final class Spool implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final ByteBuffer start;
    private final FileChannel rest;

    private Spool(ByteBuffer start, FileChannel rest) {
        this.start = start;
        this.rest = rest;
    }

    /**
     * Reads everything.
     *
     * @throws StoreException.Local when there is no room for it here
     */
    static Spool of(ByteRuns runs) throws StoreException {
        var buffer = ByteBuffer.allocate(8 << 10);
        FileChannel file = null;
        boolean done = false;
        try {
            for (var run = runs.next(); run != null; run = runs.next()) {
                if (file == null && buffer.position() + run.remaining() > BUFFER) {
                    file = temporary();
                }
                if (file != null) {
                    write(file, run);
                    continue;
                }
                if (buffer.remaining() < run.remaining()) {
                    int wanted = Math.max(2 * buffer.capacity(), buffer.position() + run.remaining());
                    int filled = buffer.position();
                    buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), Math.min(BUFFER, wanted)));
                    buffer.position(filled);
                }
                buffer.put(run);
            }
            done = true;
            return new Spool(buffer.flip(), file);
        } finally {
            if (!done && file != null) {
                close(file);
            }
        }
    }

    private static FileChannel temporary() throws StoreException {
        Path path = null;
        try {
            path = Files.createTempFile("hawser-listing-", "");
            return FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new StoreException.Local(
                    path == null ? "temporary file" : path, "cannot hold a long listing: " + e.getMessage(), e);
        }
    }

    private static void write(FileChannel file, ByteBuffer run) throws StoreException {
        try {
            while (run.hasRemaining()) {
                file.write(run);
            }
        } catch (IOException e) {
            throw new StoreException.Local("temporary file", "cannot hold a long listing: " + e.getMessage(), e);
        }
    }

    /** The bytes; to be called once. */
    InputStream stream() throws StoreException {
        var first = new ByteArrayInputStream(start.array(), 0, start.limit());
        if (rest == null) {
            return first;
        }
        try {
            rest.position(0);
        } catch (IOException e) {
            throw new StoreException.Local("temporary file", "cannot be read: " + e.getMessage(), e);
        }
        return new SequenceInputStream(first, Channels.newInputStream(rest));
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException _) {
            // It is of no use to anybody, and nothing that was read is in doubt.
            return;
        }
    }

    @Override
    public void close() {
        if (rest != null) {
            close(rest);
        }
    }
}
