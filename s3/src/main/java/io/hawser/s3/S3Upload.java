package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.engine.Nowhere;
import io.hawser.local.TargetLocks;
import io.hawser.store.Access;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import io.hawser.store.Source;
import io.hawser.store.TimeLimit;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object being written: in parts by a multipart upload, which S3 keeps out of sight until it is complete; or, where it is one small part, by a single request,
 * which the commit sends.
 */
final class S3Upload implements Upload {
    private static final Duration TIDYING = Duration.ofSeconds(10);

    private final S3Target target;
    private final UploadOptions options;
    private final TargetLocks.Lock lock;
    private final UploadJournal journal;
    private final UploadJournal.Notes notes;
    private final TreeMap<Integer, DonePart> parts = new TreeMap<>();
    private final ObjectCommit commit;
    private final OpenUpload upload;

    private PartGrid grid;
    private long size = -1;
    private boolean resuming;
    private boolean small;
    private EarlierUploads earlier;
    private PartMemory whole;
    private List<ByteRange> resumed = List.of();
    private S3Copy copy;
    private Entry committed;
    private boolean begun;
    private boolean closed;

    /** {@code lock}: of the target, on this machine. */
    S3Upload(S3Target target, UploadOptions options, TargetLocks.Lock lock) throws StoreException {
        this.target = target;
        this.options = options;
        this.lock = lock;
        this.grid = PartGrid.of(target.location(), options.partSize(), 0);
        this.commit = new ObjectCommit(target, options.onlyNew());
        this.journal = UploadJournal.of(target.environment(), target.identity());
        this.notes = journal.read();
        this.upload = new OpenUpload(target, journal, notes);
    }

    @Override
    public Placement placement() {
        return new Placement.Parts(grid.size(), grid.size(), MultipartCalls.MOST_PARTS);
    }

    @Override
    public long claimed() {
        return options.resume() ? notes.contiguous() : 0;
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) throws StoreException {
        begun = true;
        var entry = source.entry();
        size = entry.size().orElse(-1);
        long expected = Math.max(0, entry.size().orElse(options.expectedSize().orElse(0)));
        grid = PartGrid.of(target.location(), options.partSize(), expected);
        if (size < 0 && source.access() == Access.RANGES) {
            // It comes as one part without an end, which is cut here.
            grid = new PartGrid(Math.min(grid.size(), PartBuffers.LARGEST));
        }
        if (size >= 0 && source.access() != Access.RANGES) {
            // The engine gathers each part of a stream in memory.
            grid = PartGrid.of(target.location(), Math.min(options.partSize(), PartBuffers.LARGEST), size);
        }
        small = size >= 0 && size <= Math.min(grid.size(), PartBuffers.LARGEST);
        // Of a source without a version, the rest could be another one's.
        resuming = options.resume() && !small && size >= 0 && entry.version().isPresent();
        parts.clear();
        resumed = List.of();
        var identity = resuming ? identity(entry) : "none";
        boolean known = resuming && notes.identity().equals(identity);
        upload.compared(known, scope);
        var found = resuming && upload.current().isEmpty()
                ? earlier(source, known, scope)
                : Optional.<EarlierUploads.Found>empty();
        upload.discardStale(found.map(f -> f.upload().id()).orElse(""), scope);
        if (small) {
            return List.of();
        }
        found.ifPresent(f -> upload.adopt(f.upload()));
        grid = found.map(EarlierUploads.Found::grid).orElse(grid);
        upload.journalFor(identity, grid);
        if (found.isPresent()) {
            return goOn(found.get());
        }
        if (size >= 0) {
            upload(scope);
        }
        return List.of();
    }

    private Optional<EarlierUploads.Found> earlier(Source source, boolean known, Scope scope) throws StoreException {
        if (earlier == null) {
            earlier = new EarlierUploads(target, source, size, checksum());
        }
        var found = known && !notes.upload().isEmpty()
                ? earlier.known(notes, scope)
                : Optional.<EarlierUploads.Found>empty();
        // What was set for an upload that this machine knows nothing of cannot be told, so it is only taken where
        // nothing is; and the one of the journal was set up otherwise, unless it is known.
        boolean plain = options.attributes().isEmpty()
                && target.options().forWriting().fields().isEmpty();
        return found.isPresent() || upload.unknown() || !plain ? found : earlier.listed(notes.upload(), scope);
    }

    @Override
    public Optional<ServerCopy> serverCopy(Source source) {
        if (!(source instanceof S3Source object)
                || !target.client().canReadFor(object.reader().client())
                || object.entry().size().isEmpty()) {
            return Optional.empty();
        }
        begun = true;
        size = object.entry().size().getAsLong();
        if (size == 0 && options.onlyNew() || size > S3Copy.LARGEST) {
            return Optional.empty();
        }
        copy = new S3Copy(
                target,
                new CopySource(object, target),
                size,
                options.onlyNew(),
                options.partSize(),
                journal,
                options.resume());
        return Optional.of(copy);
    }

    /** Lines that tell the source apart from any other and any other version of it, and what is set for the object. */
    private String identity(Entry entry) {
        var text = new StringBuilder()
                .append(entry.location().identity())
                .append('\n')
                .append(size)
                .append(' ')
                .append(entry.version().orElseThrow())
                .append('\n')
                .append(target.options().checksumAlgorithm());
        for (var field : target.options().forWriting().fields()) {
            // The sum of a customer's key is there too, and tells as much.
            if (!field.name().endsWith("-customer-key")) {
                text.append('\n').append(field.name()).append(": ").append(field.value());
            }
        }
        return UploadJournal.digest(text.toString());
    }

    /** The checksum that S3 is to keep. */
    private Optional<Algorithm> checksum() {
        var asked = target.options().checksumAlgorithm().map(Algorithm::valueOf);
        var abilities = target.abilities();
        boolean possible = abilities.checksums() && (abilities.trailers() || grid.size() <= PartBuffers.LARGEST);
        return asked.isPresent() || !possible ? asked : Optional.of(Algorithm.CRC32C);
    }

    private List<Fragment> goOn(EarlierUploads.Found found) {
        var fragments = new ArrayList<Fragment>();
        for (var part : found.parts()) {
            parts.put(part.number(), part);
            journal.part(part.number(), part.crc32c(), part.etag());
            fragments.add(new Fragment(part.range(), part.crc32c()));
        }
        resumed = fragments.stream().map(Fragment::range).toList();
        return fragments;
    }

    private MultipartCalls.Created upload(Scope scope) throws StoreException {
        return upload.get(grid, checksum(), scope);
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        var range = part.range();
        if (range.open()) {
            return writeOpen(part, scope);
        }
        int number = grid.number(range.start());
        if (range.length() > grid.size()) {
            throw new IllegalArgumentException("a part of " + range + " where parts have " + grid.size());
        }
        if (fitsOneRequest(part) && keep(part)) {
            return new Receipt(range, "");
        }
        var done = part.bytes().isPresent() || range.length() <= PartBuffers.LARGEST
                ? send(number, part, scope)
                : stream(number, part, scope);
        return new Receipt(range, done.etag());
    }

    private DonePart stream(int number, Part part, Scope scope) throws IOException {
        var into = upload(scope);
        boolean trailers = target.abilities().trailers();
        try {
            return note(new PartSender(target, into).stream(number, part, scope), into);
        } catch (StoreException e) {
            synchronized (upload) {
                throw upload.startedOver(into, trailers, parts.isEmpty(), scope) ? onceMore(e) : e;
            }
        }
    }

    private boolean fitsOneRequest(Part part) {
        var range = part.range();
        boolean all = small && range.length() == size
                || size < 0
                        && range.start() == 0
                        && range.length() < grid.size()
                        && part.bytes().isPresent();
        return all && range.length() <= PartBuffers.LARGEST;
    }

    /** Keeps all of a small object until the commit, if there is memory for it at once. */
    private boolean keep(Part part) throws IOException {
        int length = (int) part.range().length();
        if (whole == null) {
            whole = target.buffers().tryHold(length).orElse(null);
        }
        if (whole == null) {
            return false;
        }
        whole.clear();
        part.copyTo(whole.sink(part.range().start()));
        requireFull(whole);
        return true;
    }

    private void requireFull(PartMemory memory) throws StoreException {
        if (!memory.full()) {
            throw new StoreException.Unavailable(target.location(), "not all bytes of a part came");
        }
    }

    private DonePart send(int number, Part part, Scope scope) throws IOException {
        var there = part.bytes();
        try (var memory = there.isPresent()
                ? PartMemory.of(there.get())
                : target.buffers().take((int) part.range().length(), target.location(), scope)) {
            part.copyTo(
                    there.isPresent() ? new Nowhere() : memory.sink(part.range().start()));
            requireFull(memory);
            var into = upload(scope);
            try {
                return note(new PartSender(target, into).send(number, part.range(), memory, scope), into);
            } catch (StoreException e) {
                throw upload.is(into) ? e : onceMore(e);
            }
        }
    }

    private StoreException onceMore(StoreException failure) {
        return new StoreException.Unavailable(target.location(), "a part has to be sent once more", failure);
    }

    /** Cuts a part without an end. */
    private Receipt writeOpen(Part part, Scope scope) throws IOException {
        synchronized (upload) {
            parts.clear();
        }
        try (var cutting = new OpenPart(target.buffers(), grid, target.location(), scope, (number, range, memory) -> {
            var into = upload(scope);
            note(new PartSender(target, into).send(number, range, memory, scope), into);
        })) {
            long end = part.copyTo(cutting);
            cutting.finish();
            return new Receipt(new ByteRange(part.range().start(), end), "");
        }
    }

    /** Takes note of a part, unless the upload that it went into was given up meanwhile. */
    private DonePart note(DonePart done, MultipartCalls.Created into) throws StoreException {
        synchronized (upload) {
            if (!upload.is(into)) {
                throw onceMore(null);
            }
            parts.put(done.number(), done);
        }
        journal.part(done.number(), done.crc32c(), done.etag());
        return done;
    }

    @Override
    public Entry commit(List<Receipt> receipts, long bytes, Scope scope) throws StoreException {
        Receipt.requireWhole(target.location(), copy == null ? resumed : copy.resumed(), receipts, bytes);
        if (committed == null) {
            committed = copy != null
                    ? copy.commit(commit, scope)
                    : parts.isEmpty() ? putWhole(bytes, scope) : complete(bytes, scope);
            tidyAfter(scope);
        }
        return committed;
    }

    private Entry putWhole(long bytes, Scope scope) throws StoreException {
        if (whole == null) {
            whole = PartMemory.of(ByteBuffer.allocate(0));
        }
        if (whole.length() != bytes) {
            throw new StoreException.Local(target.location(), "is not complete: " + whole.length() + " of " + bytes);
        }
        return commit.put(whole, checksum(), scope);
    }

    private Entry complete(long bytes, Scope scope) throws StoreException {
        var all = List.copyOf(parts.values());
        long position = 0;
        for (var part : all) {
            if (part.range().start() != position) {
                break;
            }
            position = part.range().end();
        }
        if (position != bytes) {
            throw new StoreException.Local(
                    target.location(), "is not complete: bytes from " + position + " on are missing of " + bytes);
        }
        var entry = commit.complete(
                upload.current().orElseThrow(), all, bytes, target.options().forWriting(), scope);
        upload.completed();
        return entry;
    }

    /** Removes what is of no use any more. The object is in place, so nothing that fails here matters to the copy. */
    private void tidyAfter(Scope scope) {
        try {
            upload.abort(scope);
            if (earlier != null) {
                earlier.removeOthers(parts, scope);
            }
            journal.remove();
        } catch (StoreException e) {
            System.getLogger("io.hawser")
                    .log(System.Logger.Level.WARNING, "cannot remove an unfinished upload of " + target.location(), e);
        }
    }

    @Override
    public void abort() throws StoreException {
        if (copy != null && copy.upload().isPresent()) {
            upload.adopt(copy.upload().get());
            copy.forget();
        }
        if (committed != null) {
            return;
        }
        try (var limit = new TimeLimit(TIDYING)) {
            upload.abort(limit);
        }
        if (begun) {
            journal.remove();
        }
        parts.clear();
    }

    @Override
    public boolean resumable() {
        return committed == null && (copy != null ? copy.resumable() : resuming && !parts.isEmpty());
    }

    /** Whether what is there is this run's own; one that did not come far leaves what an earlier one left. */
    private boolean mine() {
        return copy != null ? copy.upload().isPresent() : begun && !upload.undecided();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                journal) {
            if (whole != null) {
                whole.close();
            }
            if (mine() && !resumable()) {
                abort();
            }
        } catch (StoreException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot let go of " + target.location(), e);
        }
    }
}
