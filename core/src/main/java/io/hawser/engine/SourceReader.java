package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.util.function.Function;

/** Reads ranges of a source, asking again for what is missing when it breaks off. */
final class SourceReader {
    private final Run run;
    private final Source source;
    private final CancelToken token;
    private final Coverage whole;

    /** {@code whole}: what of the file is in the target, for sources that can only be read from their beginning. */
    SourceReader(Run run, Source source, CancelToken token, Coverage whole) {
        this.run = run;
        this.source = source;
        this.token = token;
        this.whole = whole;
    }

    /**
     * How the source may be read: one without a version cannot be read in pieces, since nothing would tell that the pieces belong together.
     */
    static Access access(Source source) {
        return source.access() == Access.RANGES && source.entry().version().isEmpty()
                ? Access.FROM_START
                : source.access();
    }

    /**
     * Has {@code range} handed to the sinks that {@code sinks} makes, one for each try; {@code accepted} says what they took.
     *
     * @return the position after the last byte
     * @throws SourceFailure when the source failed for good
     * @throws IOException whatever a sink threw
     */
    long read(ByteRange range, Accepted accepted, Function<Lifeline, Sink> sinks) throws IOException {
        var tries = run.tries(token);
        while (true) {
            var next = accepted.firstMissing(range);
            if (next == null) {
                return range.end();
            }
            IOException failure;
            try (var life = run.lifeline(source.entry().location(), token)) {
                try {
                    long end = attempt(next, life, sinks.apply(life));
                    if (next.open()) {
                        return end;
                    }
                    if (accepted.firstMissing(next) == null) {
                        continue;
                    }
                    failure = new StoreException.Unavailable(
                            source.entry().location(), "gave fewer bytes than it said, without an error");
                } catch (SinkFailure e) {
                    throw e.getCause();
                } catch (IOException e) {
                    failure = life.explain(e);
                }
            }
            if (source.access() == Access.ONCE) {
                throw new SourceFailure(failure);
            }
            try {
                tries.failed(failure);
            } catch (IOException e) {
                throw new SourceFailure(e);
            }
        }
    }

    private long attempt(ByteRange range, Lifeline life, Sink sink) throws IOException {
        token.check();
        boolean unpinned = source.entry().version().isEmpty() && source.access() != Access.ONCE;
        if (!unpinned || range.start() == 0) {
            return source.read(range, sink, life);
        }
        var replay = new Replay(source.entry().location(), range.start(), whole.crcFrom(0), life, sink);
        long end = source.read(new ByteRange(0, range.end()), replay, life);
        replay.ended();
        return end;
    }
}
