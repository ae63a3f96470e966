package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.OpenOptions;
import io.hawser.store.Sink;
import io.hawser.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads a small text file from a store, a digest file say. */
final class SmallFile {
    private static final int LIMIT = 1 << 20;

    private SmallFile() {}

    /** The text at {@code location}; one attempt. */
    static String read(Store store, Location location, Lifeline life) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var sink = new Sink() {
            @Override
            public boolean ordered() {
                return true;
            }

            @Override
            public void write(long position, ByteBuffer piece) throws IOException {
                if (bytes.size() + piece.remaining() > LIMIT) {
                    throw new StoreException.Rejected(location, "larger than " + LIMIT + " bytes: not a digest file");
                }
                life.moved(piece.remaining());
                var copy = new byte[piece.remaining()];
                piece.get(copy);
                bytes.write(copy);
            }
        };
        try (var source = store.open(location, OpenOptions.whole(), life)) {
            var size = source.entry().size();
            source.read(new ByteRange(0, size.isPresent() ? size.getAsLong() : ByteRange.OPEN), sink, life);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
