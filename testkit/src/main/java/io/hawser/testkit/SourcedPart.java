package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.store.Part;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;

/** A range of a source as an upload is given it, without the engine between. */
public record SourcedPart(Source source, ByteRange range) implements Part {
    @Override
    public long copyTo(Sink sink) throws IOException {
        return source.read(range, sink, Scope.unlimited());
    }

    @Override
    public boolean replayable() {
        return true;
    }
}
