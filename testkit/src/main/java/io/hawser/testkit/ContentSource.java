package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.store.Access;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A source that needs no store: what an upload is given in tests of uploads alone. */
public final class ContentSource implements Source {
    private static final int CHUNK = 1 << 16;

    private final Entry entry;
    private final Content content;

    private ContentSource(Entry entry, Content content) {
        this.entry = entry;
        this.content = content;
    }

    /** A file with a size and this version. */
    public static ContentSource of(Content content, String version) {
        Location location = new Location("content", "test", "/source");
        return new ContentSource(
                Entry.file(location)
                        .withSize(content.size())
                        .withVersion(version)
                        .withModified(ServedFile.SOME_TIME),
                content);
    }

    /** A file with this version that does not tell its size. */
    public static ContentSource unsized(Content content, String version) {
        Location location = new Location("content", "test", "/source");
        return new ContentSource(Entry.file(location).withVersion(version), content);
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
        long end = Math.min(range.end(), content.size());
        for (long position = range.start(); position < end; ) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, end - position)];
            content.read(position, chunk, 0, chunk.length);
            sink.write(position, ByteBuffer.wrap(chunk));
            position += chunk.length;
        }
        return end;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
