package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Capabilities;
import io.hawser.store.Fragment;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** Stores of the scheme {@code fake} for what no real store does on demand: a source and an upload that a test writes. */
final class FakeStores implements StoreProvider, Store {
    /** Reads a range of a source. */
    interface Reading {
        long read(ByteRange range, Sink sink, Scope scope) throws IOException;
    }

    /** Takes a part. */
    interface Writing {
        void write(Part part, Scope scope) throws IOException;
    }

    private final Entry entry;
    private final Access access;
    private final Reading reading;
    private final Placement placement;
    private final Writing writing;

    FakeStores(Entry entry, Access access, Reading reading, Placement placement, Writing writing) {
        this.entry = entry;
        this.access = access;
        this.reading = reading;
        this.placement = placement;
        this.writing = writing;
    }

    /** Stores that are only read from. */
    static FakeStores source(Entry entry, Access access, Reading reading) {
        return new FakeStores(entry, access, reading, new Placement.Anywhere(), (_, _) -> {});
    }

    /** Stores that are only written to. */
    static FakeStores target(Placement placement, Writing writing) {
        return new FakeStores(null, Access.ONCE, (_, _, _) -> 0, placement, writing);
    }

    static Location location() {
        return Location.parse("fake://host/file");
    }

    /** Hands over a piece of an array. */
    static long give(byte[] bytes, long from, long to, Sink sink) throws IOException {
        for (long at = from; at < to; ) {
            int count = (int) Math.min(1 << 16, to - at);
            sink.write(at, ByteBuffer.wrap(bytes, (int) at, count).slice());
            at += count;
        }
        return to;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("fake");
    }

    @Override
    public Store open(Location root, StoreContext context) {
        return this;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.of(Capabilities.Capability.WRITE);
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) {
        return new Source() {
            @Override
            public Entry entry() {
                return entry;
            }

            @Override
            public Access access() {
                return access;
            }

            @Override
            public long read(ByteRange range, Sink sink, Scope reading) throws IOException {
                return FakeStores.this.reading.read(range, sink, reading);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Entry stat(Location location, Scope scope) {
        return entry;
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        throw new StoreException.Unsupported(folder, "no listing");
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) {
        return new Upload() {
            @Override
            public Placement placement() {
                return placement;
            }

            @Override
            public List<Fragment> begin(Source source, Scope begun) {
                return List.of();
            }

            @Override
            public Receipt write(Part part, Scope written) throws IOException {
                writing.write(part, written);
                return new Receipt(part.range(), "");
            }

            @Override
            public Entry commit(List<Receipt> receipts, long size, Scope committed) {
                return Entry.file(location).withSize(size);
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public void delete(Entry gone, Scope scope) throws StoreException {
        throw new StoreException.Unsupported(gone.location(), "no deleting");
    }

    @Override
    public void close() {}
}
