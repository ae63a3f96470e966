package io.hawser.local;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A regular file, pinned by size, modification time and inode. */
final class LocalSource implements Source {
    private static final int CHUNK = 256 << 10;
    private static final int TRIES = 5;

    private final Path path;
    private final FileChannel channel;
    private final Entry entry;

    private LocalSource(Path path, FileChannel channel, Entry entry) {
        this.path = path;
        this.channel = channel;
        this.entry = entry;
    }

    static LocalSource open(Location location, Path path) throws StoreException {
        try {
            var before = LocalEntries.of(location, path);
            for (int i = 0; i < TRIES; i++) {
                var channel = FileChannel.open(path);
                boolean same = false;
                try {
                    // The descriptor and the name could be of two files when one is renamed over the other in between.
                    var after = LocalEntries.of(location, path);
                    same = after.equals(before);
                    if (same) {
                        return new LocalSource(path, channel, after);
                    }
                    before = after;
                } finally {
                    if (!same) {
                        channel.close();
                    }
                }
            }
            throw new StoreException.Conflict(location, "changes all the time");
        } catch (IOException e) {
            throw LocalFailure.of(location, "read", e);
        }
    }

    /** Whether it has bytes although it says it has none, as the files of {@code /proc} do. */
    boolean deniesItsBytes() throws StoreException {
        return entry.size().orElse(0) == 0 && next(ByteBuffer.allocate(1), 0) > 0;
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Access access() {
        return Access.RANGES;
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        var buffer = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(1, range.length())));
        long position = range.start();
        while (position < range.end()) {
            if (scope.stopped()) {
                throw new StoreException.Unavailable(entry.location(), "reading was broken off");
            }
            buffer.clear().limit((int) Math.min(CHUNK, range.end() - position));
            int count = next(buffer, position);
            if (count < 0 && range.open()) {
                return position;
            }
            if (count < 0) {
                throw new StoreException.Conflict(
                        entry.location(), "shrank while it was copied: it ends at byte " + position);
            }
            sink.write(position, buffer.flip());
            position += count;
        }
        return position;
    }

    private int next(ByteBuffer buffer, long position) throws StoreException {
        try {
            return channel.read(buffer, position);
        } catch (IOException e) {
            throw LocalFailure.of(entry.location(), "read", e);
        }
    }

    @Override
    public void confirm(Scope scope) throws StoreException {
        Entry now;
        try {
            now = LocalEntries.of(entry.location(), path);
        } catch (IOException e) {
            throw new StoreException.Conflict(entry.location(), "went away while it was copied", e);
        }
        if (!now.version().equals(entry.version())) {
            throw new StoreException.Conflict(entry.location(), "changed while it was copied");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot close " + path, e);
        }
    }
}
