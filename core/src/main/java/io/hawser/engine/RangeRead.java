package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;

/** Hands a range of a file to somebody, in order: watched, held to the rate limit, and read on from where it broke off when that may help. */
final class RangeRead {
    private final Run run;
    private final Engine engine;
    private final Location location;
    private final Sink target;
    private long reached;

    RangeRead(Run run, Engine engine, Location location, Sink target) {
        this.run = run;
        this.engine = engine;
        this.location = location;
        this.target = target;
    }

    /** Returns the position after the last byte. */
    long read(ByteRange wanted) throws IOException {
        var store = engine.store(location);
        try (var source = run.retrying(
                location,
                run.token(),
                life -> store.open(
                        location,
                        OpenOptions.first(wanted).withAttributes(run.options().sourceAttributes()),
                        life))) {
            var range = within(wanted, source);
            reached = range.start();
            // Without a version only the beginning could be compared, and it was never read: such a source has one try.
            if (SourceReader.access(source) != Access.RANGES) {
                return once(source, range);
            }
            return new SourceReader(run, source, run.token(), new Coverage()).read(range, this::missing, this::sink);
        } catch (SourceFailure e) {
            throw e.getCause();
        }
    }

    private long once(Source source, ByteRange range) throws IOException {
        try (var life = run.lifeline(location, run.token())) {
            try {
                return source.read(range, sink(life), life);
            } catch (SinkFailure e) {
                throw e.getCause();
            } catch (IOException e) {
                throw life.explain(e);
            }
        }
    }

    /** What there is of the range; it may begin at the end only where it takes the whole of an empty file. */
    private ByteRange within(ByteRange wanted, Source source) throws StoreException {
        var size = source.entry().size();
        if (size.isEmpty()) {
            return wanted;
        }
        if (wanted.start() > 0 && wanted.start() >= size.getAsLong()) {
            throw new StoreException.Rejected(
                    location, "has no byte " + wanted.start() + ", counted from 0: its size is " + size.getAsLong());
        }
        return new ByteRange(wanted.start(), Math.min(wanted.end(), size.getAsLong()));
    }

    private ByteRange missing(ByteRange range) {
        return reached >= range.end() ? null : new ByteRange(reached, range.end());
    }

    private Sink sink(Lifeline life) {
        return Sink.inOrder((position, bytes) -> {
            int count = bytes.remaining();
            life.moved(count);
            run.arrived(count);
            // A slow taker is not the source's stall.
            life.pause();
            try {
                run.limit(count, run.token());
                target.write(position, bytes);
            } catch (IOException e) {
                throw new SinkFailure(e);
            }
            reached = position + count;
            life.resume();
        });
    }
}
