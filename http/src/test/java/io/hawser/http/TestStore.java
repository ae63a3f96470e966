package io.hawser.http;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.CollectingSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** A store for the server behind a URL, and short words for what tests do with it. */
final class TestStore implements AutoCloseable {
    private final HttpStoreProvider provider = new HttpStoreProvider();
    private final StoreContext context;

    TestStore(StoreContext context) {
        this.context = context;
    }

    TestStore() {
        this(StoreContext.defaults());
    }

    static TestStore with(Map<String, String> environment) {
        return new TestStore(StoreContext.defaults().withEnvironment(environment));
    }

    Store at(String url) throws StoreException {
        return provider.open(Location.parse(url).root(), context);
    }

    Source open(String url, OpenOptions options) throws StoreException {
        return at(url).open(Location.parse(url), options, Scope.unlimited());
    }

    /** Opened for parts of that size. */
    Source open(String url, long part) throws StoreException {
        return open(url, OpenOptions.first(new ByteRange(0, part)));
    }

    Entry stat(String url) throws StoreException {
        return at(url).stat(Location.parse(url), Scope.unlimited());
    }

    /** The whole file, as one stream. */
    byte[] read(String url) throws IOException {
        try (var source = open(url, OpenOptions.whole())) {
            return read(source, ByteRange.from(0));
        }
    }

    static byte[] read(Source source, ByteRange range) throws IOException {
        var collected = CollectingSink.inOrder(range);
        long end = source.read(range, collected, Scope.unlimited());
        var bytes = collected.bytes();
        if (end != range.start() + bytes.length) {
            throw new AssertionError("read to " + end + ", but " + bytes.length + " bytes came");
        }
        return bytes;
    }

    /** The whole file in parts of that size, which must be known. */
    static byte[] readInParts(Source source, long part) throws IOException {
        var all = new ByteArrayOutputStream();
        long size = source.entry().size().orElseThrow();
        for (long start = 0; start < size; start += part) {
            all.writeBytes(read(source, new ByteRange(start, Math.min(size, start + part))));
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        provider.close();
    }
}
