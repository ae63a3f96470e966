package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.store.Access;
import io.hawser.store.Part;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;

/** A part of the source, pulled by the target. */
final class SourcePart implements Part {
    private final Run run;
    private final Source source;
    private final ByteRange range;
    private final Landing landing;
    private final boolean whole;
    private final Finish finish;

    /** What must hold before the last byte of a whole file may go out; see {@link Part#copyTo}. */
    interface Finish {
        /** Verifies all that was copied; {@code end} is the size of the file. */
        void check(long end) throws IOException;
    }

    /**
     * {@code whole}: whether the target keeps the part only as a whole, so that it may be asked for again; {@code finish} may be null when the target publishes by a
     * commit of its own.
     */
    SourcePart(Run run, Source source, ByteRange range, Landing landing, boolean whole, Finish finish) {
        this.run = run;
        this.source = source;
        this.range = range;
        this.landing = landing;
        this.whole = whole;
        this.finish = finish;
    }

    @Override
    public ByteRange range() {
        return range;
    }

    @Override
    public boolean replayable() {
        return source.access() != Access.ONCE;
    }

    @Override
    public long copyTo(Sink sink) throws IOException {
        landing.target().pause();
        try {
            if (whole) {
                run.moved(-landing.begin());
            }
            if (finish == null) {
                return copy(range, sink);
            }
            var held = new HeldBack(sink);
            long end = copy(range, held);
            try {
                finish.check(end);
            } catch (IOException e) {
                throw new SourceFailure(e);
            }
            landing.target().resume();
            held.release();
            return end;
        } finally {
            landing.target().resume();
        }
    }

    private long copy(ByteRange part, Sink sink) throws IOException {
        if (sink.ordered() && cut(part)) {
            new ReadAhead(run, source, landing.coverage(), landing.token())
                    .copy(part, new Tap(run, landing, sink, null));
            return part.end();
        }
        run.partStarted();
        try {
            return new SourceReader(run, source, landing.token(), landing.coverage())
                    .read(part, landing.coverage(), life -> new Tap(run, landing, sink, life));
        } finally {
            run.partEnded();
        }
    }

    private boolean cut(ByteRange part) {
        return !part.open()
                && part.length() > run.options().partSize()
                && run.options().parallel() > 1
                && SourceReader.access(source) == Access.RANGES;
    }
}
