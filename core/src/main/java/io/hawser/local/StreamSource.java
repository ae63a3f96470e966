package io.hawser.local;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard input, a pipe or a device: bytes come once, in order, and nobody knows how many. */
final class StreamSource implements Source {
    private static final int CHUNK = 256 << 10;

    private final Entry entry;
    private final ReadableByteChannel channel;
    private final boolean ours;

    private StreamSource(Entry entry, ReadableByteChannel channel, boolean ours) {
        this.entry = entry;
        this.channel = channel;
        this.ours = ours;
    }

    /** Standard input, which stays open. */
    static StreamSource standardInput(Location location) {
        @SuppressWarnings("resource") // the process's own standard input
        var in = new FileInputStream(FileDescriptor.in);
        return of(location, in.getChannel());
    }

    /** A channel, which stays open. */
    static StreamSource of(Location location, ReadableByteChannel channel) {
        return new StreamSource(Entry.file(location).withKind(Kind.SPECIAL), channel, false);
    }

    /** A pipe, which waits here for its writer, or a device. */
    static StreamSource of(Location location, Path path, Scope scope) throws StoreException {
        var channel = SpecialFile.open(location, path, "read", () -> Files.newByteChannel(path), scope);
        return new StreamSource(Entry.file(location).withKind(Kind.SPECIAL), channel, true);
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Access access() {
        return Access.ONCE;
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        // A pipe may be quiet for as long as its writer likes.
        scope.expectPatience();
        var buffer = ByteBuffer.allocateDirect(CHUNK);
        long position = range.start();
        var reader = Thread.currentThread();
        try (var _ = scope.hold(reader::interrupt)) {
            while (position < range.end()) {
                int count = next(buffer.clear());
                if (count < 0) {
                    break;
                }
                sink.write(position, buffer.flip());
                position += count;
            }
        }
        return position;
    }

    private int next(ByteBuffer buffer) throws StoreException {
        try {
            return channel.read(buffer);
        } catch (IOException e) {
            throw LocalFailure.of(entry.location(), "read", e);
        }
    }

    @Override
    public void close() {
        if (ours) {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot close " + entry.location(), e);
            }
        }
    }
}
