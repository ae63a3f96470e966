package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.store.Fragment;
import io.hawser.store.Sink;
import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The last station before the target: every byte passes here once. It holds the rate limit, keeps the clocks of source and target apart, computes
 * the CRC of what passes, takes note of what is in the target, and feeds digests that need the bytes in order.
 */
final class Tap implements Sink {
    private final Run run;
    private final Landing landing;
    private final Sink target;
    private final Lifeline source;

    /** {@code source} may be null when the bytes come from a buffer. */
    Tap(Run run, Landing landing, Sink target, Lifeline source) {
        this.run = run;
        this.landing = landing;
        this.target = target;
        this.source = source;
    }

    @Override
    public boolean ordered() {
        return target.ordered() || landing.needsOrder();
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        if (count == 0) {
            return;
        }
        if (source != null) {
            source.moved(count);
            source.pause();
            run.arrived(count);
        }
        try {
            run.limit(count, landing.token());
            var copy = bytes.duplicate();
            landing.digest(bytes);
            landing.target().resume();
            target.write(position, bytes);
            landing.target().moved(count);
            landing.target().pause();
            landed(position, copy);
            run.moved(count);
        } catch (IOException e) {
            throw new SinkFailure(e);
        }
        if (source != null) {
            source.resume();
        }
    }

    /** Notes the bytes in fragments that do not cross a block's border. */
    private void landed(long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            int count = (int) Math.min(bytes.remaining(), Upload.BLOCK - at % Upload.BLOCK);
            var piece = bytes.slice(bytes.position(), count);
            bytes.position(bytes.position() + count);
            landing.add(new Fragment(ByteRange.of(at, count), (int) Crc.C32C.of(piece)), piece);
            at += count;
        }
    }
}
