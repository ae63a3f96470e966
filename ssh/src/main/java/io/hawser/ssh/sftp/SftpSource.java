package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file opened for reading, on as many sessions as its readers use. Version 3 knows no version of a file: size and modification time stand for one. They are compared on
 * every handle when it is opened and once more before the copy is published.
 */
final class SftpSource implements Source {
    private static final String OPERATION = "read";
    /** READs that travel with the first look at a file of unknown size: what lies beyond its end costs only small replies. */
    private static final int AHEAD = 16;
    /** Below this a range is no reason to open another connection. */
    private static final long BULK = 1 << 20;

    private final SessionPool pool;
    private final Slots slots;
    private Slots streaming;
    private final Location location;
    private final String path;
    private final List<OpenFile> files = new ArrayList<>();
    private Entry entry;
    private RangeReading ahead;
    private OpenFile aheadFile;
    private volatile boolean readAtOnce;
    private boolean closed;

    /** The file on one session. */
    private record OpenFile(SftpSession session, byte[] handle) {}

    private SftpSource(SessionPool pool, Slots slots, Location location) {
        this.pool = pool;
        this.slots = slots;
        this.location = location;
        this.path = RemotePath.of(location);
    }

    static SftpSource open(SessionPool pool, Slots slots, Location location, OpenOptions options, Scope scope)
            throws StoreException {
        var source = new SftpSource(pool, slots, location);
        try {
            source.open(options, scope);
            return source;
        } catch (IOException e) {
            source.close();
            throw Failures.of(location, OPERATION, e);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    private void open(OpenOptions options, Scope scope) throws IOException {
        try (var lease = pool.lease(scope)) {
            var session = lease.session();
            var file = new OpenFile(session, openHandle(session, scope));
            add(file);
            int chunk = session.sizes(scope).read();
            var known = options.known().flatMap(Entry::version);
            // What changes while its first bytes are read is not what a single look behind them sees.
            var before = known.isPresent() ? null : look(file);
            readAhead(file, options, chunk);
            // Asked after the first bytes: of a small file on a server that answers in order it confirms them, too.
            var attributes = attributes(session, look(file).await(scope), scope);
            entry = SftpEntries.of(location, attributes);
            if (attributes.version().isEmpty()) {
                // Such a stream may be gathered in shares of the budget, for which its own bytes must not compete.
                dropAhead();
                streaming = Slots.beyondBudget();
            }
            if (before != null && !version(before.await(scope)).equals(attributes.version())) {
                dropAhead();
            }
            readAtOnce = ahead != null
                    && options.first().start() == 0
                    && entry.size().isPresent()
                    && ahead.asked() >= entry.size().getAsLong();
            switch (entry.kind()) {
                case FOLDER -> throw new StoreException.Rejected(location, "is a folder");
                case SPECIAL -> throw new StoreException.Rejected(location, "is neither a file nor a folder");
                case FILE, LINK -> {}
            }
            if (known.isPresent() && entry.version().isPresent() && !known.equals(entry.version())) {
                throw new StoreException.Conflict(location, "is another version than the one that was listed");
            }
        }
    }

    private static Answer look(OpenFile file) {
        return file.session().request(new PacketBuilder(PacketType.FSTAT).putString(file.handle()));
    }

    private static Optional<String> version(Reply look) throws IOException {
        try {
            return look.attributes().version();
        } catch (StatusException _) {
            return Optional.empty();
        }
    }

    private void dropAhead() {
        if (ahead != null) {
            ahead.close();
            ahead = null;
        }
    }

    private void readAhead(OpenFile file, OpenOptions options, int chunk) {
        long size = options.known().map(e -> e.size().orElse(-1)).orElse(-1L);
        long end = Math.min(options.first().end(), size < 0 ? ByteRange.OPEN : size);
        if (options.first().start() < end) {
            aheadFile = file;
            ahead = new RangeReading(
                    file.session(), file.handle(), new ByteRange(options.first().start(), end), chunk, slots);
            ahead.begin(AHEAD);
        }
    }

    private byte[] openHandle(SftpSession session, Scope scope) throws IOException {
        return session.requestHandle(new PacketBuilder(PacketType.OPEN)
                        .putPath(path)
                        .putInt(OpenFlags.READ)
                        .putAttributes(Attributes.none()))
                .await(scope)
                .handle();
    }

    /** What the server says of the handle; of the path, where it does not know FSTAT; nothing, where it tells neither. */
    private Attributes attributes(SftpSession session, Reply look, Scope scope) throws IOException {
        try {
            return look.attributes();
        } catch (StatusException _) {
            try {
                return session.request(new PacketBuilder(PacketType.STAT).putPath(path))
                        .await(scope)
                        .attributes();
            } catch (StatusException _) {
                return Attributes.none();
            }
        }
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Access access() {
        return entry.version().isPresent() ? Access.RANGES : Access.FROM_START;
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        long size = entry.size().orElse(ByteRange.OPEN);
        long end = Math.min(range.end(), size);
        if (scope.stopped()) {
            throw new StoreException.Unavailable(location, "stopped before it was read");
        }
        if (!range.open() && range.end() > size) {
            throw new StoreException.Rejected(
                    location, "has " + size + " bytes, and bytes up to " + range.end() + " were asked for");
        }
        if (range.start() >= end) {
            return range.start();
        }
        var caught = new CaughtSink(sink);
        try (var begun = begin(new ByteRange(range.start(), end), scope)) {
            long reached = begun.reading.run(caught, scope);
            if (!begun.reading.asAsked()) {
                readAtOnce = false;
            }
            if (reached < end && !(end == ByteRange.OPEN && reached == begun.reading.fileEnd())) {
                throw cutShort(begun, begun.reading.fileEnd(), scope);
            }
            return reached;
        } catch (IOException e) {
            throw caught.thrown == e ? e : Failures.of(location, OPERATION, e);
        }
    }

    /** A reading, the file it reads, and the lease on its session. */
    private record Begun(RangeReading reading, OpenFile file, SessionPool.Lease lease) implements AutoCloseable {
        @Override
        public void close() {
            reading.close();
            lease.close();
        }
    }

    private Begun begin(ByteRange range, Scope scope) throws IOException {
        var adopted = adopt(range);
        if (adopted.isPresent()) {
            return adopted.get();
        }
        readAtOnce = false;
        var lease = range.length() < BULK ? pool.lease(scope) : pool.leaseForBulk(scope);
        try {
            var file = fileOn(lease.session(), scope);
            if (file.session() != lease.session()) {
                lease.close();
                lease = pool.lease(file.session())
                        .orElseThrow(() -> new SessionLostException("the only session with this file open is gone"));
            }
            int chunk = file.session().sizes(scope).read();
            return new Begun(
                    new RangeReading(
                            file.session(), file.handle(), range, chunk, streaming == null ? slots : streaming),
                    file,
                    lease);
        } catch (IOException | RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    /** What was asked for when the file was opened, if it is the beginning of {@code range}. */
    private Optional<Begun> adopt(ByteRange range) {
        RangeReading begun;
        OpenFile file;
        synchronized (files) {
            begun = ahead;
            file = aheadFile;
            if (begun == null || !begun.continuesTo(range, entry.size().orElse(ByteRange.OPEN))) {
                return Optional.empty();
            }
            ahead = null;
        }
        var lease = pool.lease(file.session());
        if (lease.isEmpty()) {
            begun.close();
            return Optional.empty();
        }
        return Optional.of(new Begun(begun, file, lease.get()));
    }

    /** The file on {@code session}; on another one, where the server lets nobody open it twice. */
    private OpenFile fileOn(SftpSession session, Scope scope) throws IOException {
        var there = find(session);
        if (there.isPresent()) {
            return there.get();
        }
        OpenFile file;
        try {
            file = new OpenFile(session, openHandle(session, scope));
        } catch (StatusException e) {
            var elsewhere = elsewhere();
            if (e.code() == Status.FAILURE && elsewhere.isPresent()) {
                pool.pace().full(openCount());
                return elsewhere.get();
            }
            throw e;
        }
        add(file);
        if (entry.version().isPresent()) {
            var now = SftpEntries.of(location, attributes(session, look(file).await(scope), scope));
            if (!now.version().equals(entry.version())) {
                throw changed();
            }
        }
        return file;
    }

    private Optional<OpenFile> find(SftpSession session) {
        synchronized (files) {
            files.removeIf(file -> !file.session().usable());
            return files.stream().filter(file -> file.session() == session).findFirst();
        }
    }

    private Optional<OpenFile> elsewhere() {
        synchronized (files) {
            return files.stream().filter(file -> file.session().usable()).findFirst();
        }
    }

    private int openCount() {
        synchronized (files) {
            return files.size();
        }
    }

    private void add(OpenFile file) throws StoreException {
        synchronized (files) {
            if (!closed) {
                files.add(file);
                return;
            }
        }
        file.session().closeHandle(file.handle());
        throw new StoreException.Unavailable(location, "the source is closed");
    }

    private StoreException cutShort(Begun begun, long ended, Scope scope) throws IOException {
        var session = begun.file().session();
        var now =
                SftpEntries.of(location, attributes(session, look(begun.file()).await(scope), scope));
        if (!now.size().equals(entry.size()) || !now.version().equals(entry.version())) {
            return changed();
        }
        return new StoreException.Unavailable(
                location,
                "the server ended the file at byte " + ended + ", although it says that it has "
                        + (entry.size().isPresent() ? entry.size().getAsLong() + " bytes" : "more"));
    }

    private StoreException changed() {
        return new StoreException.Conflict(location, "changed while it was read: size or modification time differ");
    }

    /**
     * Every handle must still be the version that was opened. The path need not: a file that was replaced by another one in the meantime was read as it was, from its beginning to its end.
     */
    @Override
    public void confirm(Scope scope) throws StoreException {
        if (entry.version().isEmpty() || confirmed()) {
            return;
        }
        try {
            var handles = open();
            if (handles.isEmpty()) {
                confirmByPath(scope);
            }
            for (var file : handles) {
                var now = SftpEntries.of(
                        location, attributes(file.session(), look(file).await(scope), scope));
                if (!now.version().equals(entry.version())) {
                    throw changed();
                }
            }
        } catch (IOException e) {
            throw Failures.of(location, "look again at", e);
        }
    }

    private void confirmByPath(Scope scope) throws IOException {
        try (var lease = pool.lease(scope)) {
            var now = lease.session()
                    .request(new PacketBuilder(PacketType.STAT).putPath(path))
                    .await(scope)
                    .attributes();
            if (!now.version().equals(entry.version())) {
                throw changed();
            }
        } catch (StatusException e) {
            throw e.code() == Status.NO_SUCH_FILE ? changed() : e;
        }
    }

    /** Whether the look at the file when it was opened came after all of its bytes. */
    private boolean confirmed() {
        synchronized (files) {
            return readAtOnce && !files.isEmpty() && files.getFirst().session().answersInOrder();
        }
    }

    private List<OpenFile> open() {
        synchronized (files) {
            return files.stream().filter(file -> file.session().usable()).toList();
        }
    }

    @Override
    public void close() {
        List<OpenFile> open;
        RangeReading begun;
        synchronized (files) {
            closed = true;
            open = List.copyOf(files);
            files.clear();
            begun = ahead;
            ahead = null;
        }
        if (begun != null) {
            begun.close();
        }
        // Nothing depends on the status of closing what was only read.
        open.forEach(file -> file.session().closeHandle(file.handle()));
    }

    /** Tells what the sink throws from what the source does. */
    private static final class CaughtSink implements Sink {
        private final Sink sink;
        private IOException thrown;

        private CaughtSink(Sink sink) {
            this.sink = sink;
        }

        @Override
        public boolean ordered() {
            return sink.ordered();
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            try {
                sink.write(position, bytes);
            } catch (IOException e) {
                thrown = e;
                throw e;
            }
        }
    }
}
