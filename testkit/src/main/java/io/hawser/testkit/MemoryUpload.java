package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/** A file of a {@link MemoryStore} being written, by the rules of the store's placement. */
final class MemoryUpload implements Upload {
    private final MemoryStore store;
    private final Location location;
    private final UploadOptions options;
    private final Ranges held = new Ranges();
    private Map<String, ByteRange> parts = new ConcurrentHashMap<>();
    private WrittenContent content = new WrittenContent();
    private Optional<String> identity = Optional.empty();
    private boolean begun;
    private boolean published;
    private boolean ended;

    MemoryUpload(MemoryStore store, Location location, UploadOptions options) throws StoreException {
        this.store = store;
        this.location = location;
        this.options = options;
        if (options.onlyNew() && store.files().get(location.path()).isPresent()) {
            throw new StoreException.Conflict(location, "exists already");
        }
        if (!store.files().claim(location.path())) {
            throw new StoreException.Conflict(location, "somebody else writes it at the moment");
        }
        store.handles().opened(this, location + " for writing");
    }

    @Override
    public Placement placement() {
        return store.settings().placement();
    }

    @Override
    public long claimed() {
        return keeps()
                ? store.files()
                        .leftover(location.path())
                        .map(left -> left.content().written().contiguous())
                        .orElse(0L)
                : 0;
    }

    private boolean keeps() {
        return options.resume()
                && store.settings().can(Capability.RESUME)
                && (placement() instanceof Placement.Anywhere || placement() instanceof Placement.Parts);
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) throws StoreException {
        store.begin(MemoryStore.Operation.BEGIN);
        begun = true;
        if (!keeps() || source.entry().version().isEmpty()) {
            return List.of();
        }
        identity = Optional.of(source.entry().location().identity() + " "
                + source.entry().version().get() + " " + source.entry().size());
        Optional<MemoryFiles.Leftover> left = store.files()
                .leftover(location.path())
                .filter(leftover -> leftover.identity().equals(identity.get()));
        if (left.isEmpty()) {
            return List.of();
        }
        content = left.get().content();
        parts = left.get().parts();
        List<Fragment> fragments = new ArrayList<>();
        List<ByteRange> ranges = placement() instanceof Placement.Parts
                ? parts.values().stream().sorted().toList()
                : content.written().all();
        for (ByteRange range : ranges) {
            held.add(range);
            fragments.add(new Fragment(range, crc(range)));
        }
        return fragments;
    }

    private int crc(ByteRange range) {
        CRC32C crc = new CRC32C();
        crc.update(content.slice(range.start(), range.length()).bytes());
        return (int) crc.getValue();
    }

    @Override
    public Optional<ServerCopy> serverCopy(Source source) {
        boolean able = store.settings().can(Capability.SERVER_COPY) && !(placement() instanceof Placement.InOrder);
        return able && source instanceof MemorySource here && here.isOf(store)
                ? Optional.of(new Copying(here))
                : Optional.empty();
    }

    /** A file of this store copied within it. */
    private final class Copying implements ServerCopy {
        private final MemorySource source;

        private Copying(MemorySource source) {
            this.source = source;
        }

        @Override
        public List<ByteRange> begin(Scope scope) throws StoreException {
            return MemoryUpload.this.begin(source, scope).stream()
                    .map(Fragment::range)
                    .toList();
        }

        @Override
        public long pieceSize(long size) {
            return switch (placement()) {
                case Placement.Parts limits ->
                    Math.clamp(
                            options.partSize(),
                            Math.max(limits.minSize(), Math.ceilDiv(size, (long) limits.maxCount())),
                            limits.maxSize());
                case Placement.Whole _ -> Math.max(1, size);
                case Placement.Anywhere _, Placement.InOrder _ -> options.partSize();
            };
        }

        @Override
        public Receipt copy(ByteRange range, Scope scope) throws StoreException {
            int number = store.begin(MemoryStore.Operation.COPY);
            List<Fault> faults = store.faults(number, Fault.Direction.TO_SERVER, location);
            byte[] bytes = source.content().slice(range.start(), range.length()).bytes();
            WrittenContent taken = new WrittenContent();
            try (BrokenOff brokenOff = new BrokenOff(location, scope)) {
                FaultySink sink = new FaultySink(location, sink(taken, false), faults, brokenOff);
                sink.begin();
                sink.write(range.start(), ByteBuffer.wrap(bytes));
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new AssertionError("memory cannot fail", e);
            }
            return take(taken, range, number);
        }
    }

    private Receipt take(WrittenContent taken, ByteRange range, int number) {
        content.write(
                range.start(),
                ByteBuffer.wrap(taken.slice(range.start(), range.length()).bytes()));
        String token = "part-" + number;
        parts.put(token, range);
        return new Receipt(range, token);
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        int number = store.begin(MemoryStore.Operation.WRITE);
        List<Fault> faults = store.faults(number, Fault.Direction.TO_SERVER, location);
        boolean inOrder = placement() instanceof Placement.InOrder;
        // A part that breaks off leaves nothing where only whole parts count.
        boolean whole = placement() instanceof Placement.Parts || placement() instanceof Placement.Whole;
        WrittenContent taken = whole ? new WrittenContent() : content;
        long end;
        try (BrokenOff brokenOff = new BrokenOff(location, scope)) {
            FaultySink sink = new FaultySink(location, sink(taken, inOrder), faults, brokenOff);
            sink.begin();
            end = part.copyTo(sink);
        }
        ByteRange range = new ByteRange(part.range().start(), end);
        if (!whole) {
            String token = "part-" + number;
            parts.put(token, range);
            return new Receipt(range, token);
        }
        Receipt receipt = take(taken, range, number);
        if (placement() instanceof Placement.Whole) {
            // As after a PUT, the file is there with its last byte.
            publish(range.end());
            published = true;
        }
        return receipt;
    }

    private Sink sink(WrittenContent taken, boolean inOrder) {
        boolean ordered = inOrder || placement() instanceof Placement.Whole;
        return new Sink() {
            @Override
            public boolean ordered() {
                return ordered;
            }

            @Override
            public void write(long position, ByteBuffer bytes) {
                taken.write(position, bytes);
                if (inOrder) {
                    store.files().put(location.path(), taken.slice(0, taken.size()));
                }
            }
        };
    }

    @Override
    public Optional<ReadBack> readBack() {
        return placement() instanceof Placement.Anywhere ? Optional.of(this::readBack) : Optional.empty();
    }

    private int readBack(long position, ByteBuffer buffer) {
        int count = (int) Math.min(buffer.remaining(), content.size() - position);
        buffer.put(content.slice(position, count).bytes());
        return count;
    }

    @Override
    public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
        store.begin(MemoryStore.Operation.COMMIT);
        receipts.forEach(receipt -> held.add(receipt.range()));
        if (!held.covers(size) || !content.written().covers(size)) {
            throw new StoreException.Rejected(
                    location, size + " bytes were to be published, there are only " + content.written());
        }
        if (placement() instanceof Placement.Parts limits) {
            checkParts(receipts, size, limits);
        }
        if (!published) {
            publish(size);
        }
        end(Optional.empty());
        return store.files().entry(location);
    }

    private void publish(long size) throws StoreException {
        Content published = content.slice(0, size);
        if (!options.onlyNew() || !store.settings().can(Capability.CREATE_ONLY)) {
            store.files().put(location.path(), published);
        } else if (!store.files().putNew(location.path(), published)) {
            throw new StoreException.Conflict(location, "exists already");
        }
    }

    private void checkParts(List<Receipt> receipts, long size, Placement.Parts limits) throws StoreException {
        for (Receipt receipt : receipts) {
            if (!receipt.range().equals(parts.get(receipt.token()))) {
                throw new StoreException.Rejected(location, "has no part " + receipt);
            }
        }
        boolean wrongSize = parts.values().stream()
                .anyMatch(part ->
                        part.length() > limits.maxSize() || part.length() < limits.minSize() && part.end() < size);
        if (wrongSize || parts.size() > limits.maxCount()) {
            throw new StoreException.Rejected(location, "takes " + limits + ", but was given " + parts.values());
        }
    }

    @Override
    public void abort() throws StoreException {
        store.begin(MemoryStore.Operation.ABORT);
        end(Optional.empty());
    }

    @Override
    public boolean resumable() {
        return begun
                ? identity.isPresent() && content.size() > 0
                : store.files().leftover(location.path()).isPresent();
    }

    @Override
    public void close() {
        if (!begun) {
            end(store.files().leftover(location.path()));
        } else if (content.size() > 0) {
            end(identity.map(source -> new MemoryFiles.Leftover(source, content, parts)));
        } else {
            end(Optional.empty());
        }
        store.handles().closed(this);
    }

    private synchronized void end(Optional<MemoryFiles.Leftover> leftover) {
        if (!ended) {
            ended = true;
            store.files().release(location.path(), leftover);
        }
    }
}
