package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;

/** A source that does what another one does. */
abstract class WrappedSource implements Source {
    private final Source source;

    WrappedSource(Source source) {
        this.source = source;
    }

    Source inner() {
        return source;
    }

    @Override
    public Entry entry() {
        return source.entry();
    }

    @Override
    public Access access() {
        return source.access();
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        return source.read(range, sink, scope);
    }

    @Override
    public void confirm(Scope scope) throws StoreException {
        source.confirm(scope);
    }

    @Override
    public void close() {
        source.close();
    }
}
