package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** One version of a file of a {@link MemoryStore}, opened. */
final class MemorySource implements Source {
    private static final int CHUNK = 1 << 16;

    private final MemoryStore store;
    private final Entry entry;
    private final MemoryFiles.Stored opened;
    private final AtomicBoolean read = new AtomicBoolean();

    MemorySource(MemoryStore store, Entry entry, MemoryFiles.Stored opened) {
        this.store = store;
        this.entry = entry;
        this.opened = opened;
        store.handles().opened(this, entry.location() + " for reading");
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Access access() {
        boolean weaker =
                store.settings().weaker() && read.get() && store.settings().access() == Access.RANGES;
        return weaker ? Access.FROM_START : store.settings().access();
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        int number = store.begin(MemoryStore.Operation.READ);
        store.noteRead(range);
        boolean again = read.getAndSet(true);
        if (access() == Access.ONCE && (again || range.start() > 0)) {
            throw new StoreException.Unsupported(entry.location(), "can be read once, from its beginning");
        }
        Content content = current().content();
        long end = range.open() ? content.size() : range.end();
        if (end > content.size()) {
            throw new StoreException.Rejected(entry.location(), "has only " + content.size() + " bytes");
        }
        List<Fault> faults = store.faults(number, Fault.Direction.TO_CLIENT, entry.location());
        try (BrokenOff brokenOff = new BrokenOff(entry.location(), scope)) {
            FaultySink faulty = new FaultySink(entry.location(), sink, faults, brokenOff);
            faulty.begin();
            for (ByteRange chunk : chunks(new ByteRange(Math.min(range.start(), end), end), sink.ordered())) {
                byte[] bytes = new byte[(int) chunk.length()];
                content.read(chunk.start(), bytes, 0, bytes.length);
                current();
                faulty.write(chunk.start(), ByteBuffer.wrap(bytes));
            }
        }
        return end;
    }

    private List<ByteRange> chunks(ByteRange range, boolean ordered) {
        List<ByteRange> chunks = new ArrayList<>();
        for (long start = range.start(); start < range.end(); start += CHUNK) {
            chunks.add(new ByteRange(start, Math.min(range.end(), start + CHUNK)));
        }
        if (store.settings().scrambled() && !ordered) {
            Collections.shuffle(chunks, new Random(range.start()));
        }
        return chunks;
    }

    /** Whether it is a file of that store. */
    boolean isOf(MemoryStore other) {
        return store == other;
    }

    /** The content, as long as it is there. */
    Content content() throws StoreException {
        return current().content();
    }

    /** The version that is there now, which must be the one that was opened, where the store knows versions. */
    private MemoryFiles.Stored current() throws StoreException {
        Optional<MemoryFiles.Stored> now = store.files().get(entry.location().path());
        if (store.settings().versions()
                && now.filter(stored -> stored.version() == opened.version()).isEmpty()) {
            throw new StoreException.Conflict(entry.location(), "changed since it was opened");
        }
        return now.orElseThrow(() -> MemoryFiles.missing(entry.location()));
    }

    @Override
    public void confirm(Scope scope) throws StoreException {
        store.begin(MemoryStore.Operation.CONFIRM);
        current();
    }

    @Override
    public void close() {
        store.handles().closed(this);
    }
}
