package io.hawser.engine;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads a source that names no version from its beginning again: what was delivered before is compared, not delivered twice, and only what follows
 * goes on. So a source that changed between two tries is noticed although it does not say so.
 */
final class Replay implements Sink {
    private final Location source;
    private final long known;
    private final int knownCrc;
    private final Lifeline life;
    private final Sink rest;
    private final CRC32C crc = new CRC32C();
    private long position;

    /** {@code known} bytes with the CRC-32C {@code knownCrc} were delivered; {@code rest} takes what follows. */
    Replay(Location source, long known, int knownCrc, Lifeline life, Sink rest) {
        this.source = source;
        this.known = known;
        this.knownCrc = knownCrc;
        this.life = life;
        this.rest = rest;
    }

    @Override
    public boolean ordered() {
        return true;
    }

    @Override
    public void write(long at, ByteBuffer bytes) throws IOException {
        if (position < known) {
            int count = (int) Math.min(bytes.remaining(), known - position);
            crc.update(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            position += count;
            life.moved(count);
            if (position == known) {
                compare();
            }
        }
        if (bytes.hasRemaining()) {
            long from = position;
            position += bytes.remaining();
            rest.write(from, bytes);
        }
    }

    /** To be called when the source ended. */
    void ended() throws StoreException {
        if (position < known) {
            throw changed();
        }
    }

    private void compare() throws StoreException {
        if ((int) crc.getValue() != knownCrc) {
            throw changed();
        }
    }

    private StoreException changed() {
        return new StoreException.Conflict(
                source, "changed while it was copied: what came before differs when it is read again");
    }
}
