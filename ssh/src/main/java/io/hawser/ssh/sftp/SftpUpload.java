package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.local.TargetLocks;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.TimeLimit;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file being written on the server: beside its name, under a hidden one that no other run uses, until it is whole. A journal beside it, under a name that every run
 * finds, says which parts the server confirmed; a later run reads them again before it believes it.
 */
final class SftpUpload implements Upload {
    private static final String OPERATION = "write";
    private static final Duration TIDYING = Duration.ofSeconds(10);
    /** From here on a part is worth a connection of its own. */
    private static final long BULK = 1 << 20;

    private final SessionPool pool;
    private final WriteBuffers buffers;
    private final Slots slots;
    private final TargetLocks.Lock lock;
    private final Location location;
    private final UploadOptions options;
    private final UploadTarget target;
    private final Acknowledged acknowledged = new Acknowledged();
    private Optional<Instant> modified = Optional.empty();
    private boolean pinned;
    private String partial;
    private PartialFile file;
    private JournalWriter journal;
    private List<ByteRange> resumed = List.of();
    private boolean finished;
    private RemotePublication publication;
    private volatile boolean worthKeeping;
    private boolean claimsOnServer;
    private boolean tidied;
    private boolean closed;

    private SftpUpload(
            SessionPool pool,
            WriteBuffers buffers,
            Slots slots,
            TargetLocks.Lock lock,
            Location location,
            UploadOptions options,
            UploadTarget target) {
        this.pool = pool;
        this.buffers = buffers;
        this.slots = slots;
        this.lock = lock;
        this.location = location;
        this.options = options;
        this.target = target;
        this.claimsOnServer = !target.journal().partial().isEmpty();
        this.worthKeeping = !target.journal().parts().isEmpty();
    }

    static SftpUpload start(
            SessionPool pool,
            WriteBuffers buffers,
            Slots slots,
            TargetLocks locks,
            Location location,
            UploadOptions options,
            Scope scope)
            throws StoreException {
        if (location.namesFolder()) {
            throw new StoreException.Rejected(location, "is a folder, and no name for a file");
        }
        var lock = locks.take(location, location.identity());
        boolean begun = false;
        try (var lease = pool.lease(scope)) {
            var target =
                    UploadTarget.look(lease.session(), slots, location, options.resume(), options.onlyNew(), scope);
            var upload = new SftpUpload(pool, buffers, slots, lock, location, options, target);
            begun = true;
            return upload;
        } catch (IOException e) {
            throw Failures.of(location, OPERATION, e);
        } finally {
            if (!begun) {
                lock.close();
            }
        }
    }

    @Override
    public Placement placement() {
        return new Placement.Parts(1, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public long claimed() {
        return target.journal().contiguous();
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) throws StoreException {
        var entry = source.entry();
        modified = entry.modified();
        pinned = entry.version().isPresent();
        // Without a version the source could be another one next time without our noticing; and of a small file
        // nothing is ever left to go on from.
        boolean journaling = options.resume() && pinned && entry.size().orElse(Long.MAX_VALUE) > BLOCK;
        var identity = journaling ? identity(entry) : "";
        try (var lease = pool.leaseForBulk(scope)) {
            var session = lease.session();
            if (journal != null) {
                // A beginning that was broken off is begun again.
                journal.close();
            }
            if (journaling && target.journal().identity().equals(identity)) {
                var proved = resume(session, entry, scope);
                if (proved.isPresent()) {
                    journal = journalWriter(identity, proved.get());
                    journal.start(session, scope);
                    return proved.get();
                }
            }
            startOver(session, scope);
            if (journaling) {
                journal = journalWriter(identity, List.of());
                journal.start(session, scope);
                claimsOnServer = true;
            }
            return List.of();
        } catch (StatusException e) {
            if (e.code() == Status.NO_SUCH_FILE) {
                throw new StoreException.NotFound(
                        location, "cannot write: there is no folder " + RemotePath.folder(target.path()), e);
            }
            throw Failures.of(location, OPERATION, e);
        } catch (IOException e) {
            throw Failures.of(location, OPERATION, e);
        }
    }

    private JournalWriter journalWriter(String identity, List<Fragment> parts) {
        return new JournalWriter(
                UploadTarget.journalPath(target.path()), UploadJournal.header(identity, partial), parts);
    }

    /** Lines that tell the source apart from any other and any other version of it. */
    private static String identity(Entry entry) {
        var size = entry.size().isPresent() ? String.valueOf(entry.size().getAsLong()) : "unknown";
        return entry.location().identity() + "\n" + size + " " + entry.version().orElseThrow();
    }

    /** Opens what an earlier run left and reads again what it claims; empty when it is gone. */
    private Optional<List<Fragment>> resume(SftpSession session, Entry entry, Scope scope) throws IOException {
        var name = target.journal().ownPartial();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var there = new PartialFile(location, target.partialPath(name.get()));
        if (!there.openAgain(session, scope)) {
            return Optional.empty();
        }
        adopt(name.get(), there);
        var proved =
                there.proved(session, target.journal().parts(), entry.size().orElse(Long.MAX_VALUE), slots, scope);
        resumed = proved.stream().map(Fragment::range).toList();
        worthKeeping = !proved.isEmpty();
        return Optional.of(proved);
    }

    private void startOver(SftpSession session, Scope scope) throws IOException {
        worthKeeping = false;
        resumed = List.of();
        removeOld(session, scope);
        var name = target.newPartial();
        adopt(name, PartialFile.create(location, target.partialPath(name), target.mode(), session, scope));
    }

    private void adopt(String name, PartialFile its) {
        letGo();
        partial = name;
        file = its;
    }

    /** Removes what a run of another version of the source left, and what this one left when it began before. */
    private void removeOld(SftpSession session, Scope scope) throws IOException {
        var names = new ArrayList<String>();
        if (partial != null) {
            names.add(target.partialPath(partial));
        }
        target.journal().ownPartial().ifPresent(old -> names.add(target.partialPath(old)));
        for (var name : names) {
            session.request(new PacketBuilder(PacketType.REMOVE).putPath(name)).await(scope);
        }
        letGo();
    }

    private void letGo() {
        if (file != null) {
            file.close();
        }
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        boolean bulk = part.range().open() || part.range().length() >= BULK;
        try (var lease = bulk ? pool.leaseForBulk(scope) : pool.lease(scope)) {
            var session = lease.session();
            continueJournal(session, scope);
            var sink = open(session, scope);
            boolean whole = false;
            try {
                long end = part.copyTo(sink);
                sink.finish();
                whole = true;
                return new Receipt(new ByteRange(part.range().start(), end), "");
            } finally {
                if (!whole && (!sink.failed || !pinned)) {
                    // The part itself broke off, and perhaps what it brought was wrong; or it may bring something else
                    // next time.
                    sink.writing.drain();
                    acknowledged.remove(part.range());
                }
                sink.close();
            }
        }
    }

    private TargetSink open(SftpSession session, Scope scope) throws StoreException {
        try {
            var handle = file.handle(session, scope);
            int chunk = session.sizes(scope).write();
            return new TargetSink(session, new RangeWriting(session, handle, chunk, buffers, acknowledged, scope));
        } catch (IOException e) {
            throw Failures.of(location, OPERATION, e);
        }
    }

    /** What a refused WRITE means: version 3 has one status for everything, but a full disk can be seen. */
    private StoreException explained(SftpSession session, IOException failure) {
        if (failure instanceof StatusException status
                && status.code() == Status.FAILURE
                && session.extensions().has(Extensions.STATVFS)) {
            try {
                long free = FileSystemSpace.free(session, RemotePath.folder(target.path()), TIDYING);
                if (free < BULK) {
                    return new StoreException.Rejected(
                            location, "cannot write: the server's disk is full: " + free + " bytes are free", failure);
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        return Failures.of(location, OPERATION, failure);
    }

    /** Makes failures of the target tell what they are before they pass through the part. */
    private final class TargetSink implements Sink {
        private final SftpSession session;
        private final RangeWriting writing;
        private boolean failed;

        private TargetSink(SftpSession session, RangeWriting writing) {
            this.session = session;
            this.writing = writing;
        }

        @Override
        public boolean ordered() {
            return false;
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            try {
                writing.write(position, bytes);
            } catch (IOException e) {
                failed = true;
                throw explained(session, e);
            }
        }

        private void finish() throws StoreException {
            try {
                writing.finish();
            } catch (IOException e) {
                failed = true;
                throw explained(session, e);
            }
        }

        private void close() {
            writing.close();
        }
    }

    @Override
    public long kept() {
        return pinned ? acknowledged.bytes() : 0;
    }

    @Override
    public void stored(Fragment fragment) {
        var writer = journal;
        if (writer == null) {
            return;
        }
        writer.add(fragment);
        worthKeeping = true;
    }

    /** Begins the journal anew when its connection broke or its server refused a record. */
    private void continueJournal(SftpSession session, Scope scope) {
        var writer = journal;
        if (writer == null || !writer.behind()) {
            return;
        }
        try {
            writer.start(session, scope);
        } catch (IOException e) {
            // The copy goes on; only what a later run could resume from is less.
            System.getLogger("io.hawser")
                    .log(System.Logger.Level.DEBUG, () -> "cannot write the journal of " + location + ": " + e);
        }
    }

    @Override
    public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
        Receipt.requireWhole(location, resumed, receipts, size);
        try (var lease = pool.lease(scope)) {
            var session = lease.session();
            if (!finished) {
                file.finish(session, size, options.keepTime() ? modified : Optional.empty(), options.durable(), scope);
                finished = true;
            }
            if (publication == null) {
                file.setMode(session, target.mode(), scope);
                publication = new RemotePublication(location, target.partialPath(partial), target.path());
            }
            publication.publish(session, options.onlyNew(), target.exists(), size, scope);
            worthKeeping = false;
            return published(session, size, scope);
        } catch (IOException e) {
            throw Failures.of(location, "publish", e);
        }
    }

    private Entry published(SftpSession session, long size, Scope scope) throws IOException {
        if (claimsOnServer) {
            if (journal != null) {
                journal.close();
            }
            session.request(new PacketBuilder(PacketType.REMOVE).putPath(UploadTarget.journalPath(target.path())))
                    .await(scope);
        }
        tidied = true;
        var entry = SftpEntries.of(
                location,
                session.request(new PacketBuilder(PacketType.STAT).putPath(target.path()))
                        .await(scope)
                        .attributes());
        if (entry.size().orElse(size) != size) {
            throw new StoreException.Conflict(
                    location,
                    "has " + entry.size().getAsLong() + " bytes after " + size
                            + " were put in place: somebody else wrote it");
        }
        return entry;
    }

    @Override
    public void abort() throws StoreException {
        worthKeeping = false;
        removeLeftovers();
    }

    private void removeLeftovers() throws StoreException {
        if (tidied) {
            return;
        }
        if (partial == null && !claimsOnServer) {
            tidied = true;
            return;
        }
        try (var limit = new TimeLimit(TIDYING);
                var lease = pool.lease(limit)) {
            var session = lease.session();
            putBack(session, limit);
            letGo();
            if (journal != null) {
                journal.close();
            }
            var answers = new ArrayList<Answer>();
            var left = partial != null ? Optional.of(partial) : target.journal().ownPartial();
            left.ifPresent(name -> answers.add(
                    session.request(new PacketBuilder(PacketType.REMOVE).putPath(target.partialPath(name)))));
            if (claimsOnServer) {
                answers.add(session.request(
                        new PacketBuilder(PacketType.REMOVE).putPath(UploadTarget.journalPath(target.path()))));
            }
            for (var answer : answers) {
                answer.await(limit);
            }
            tidied = true;
        } catch (IOException e) {
            throw Failures.of(location, "remove partial data of", e);
        }
    }

    private void keepOld() throws StoreException {
        if (publication == null || !publication.displaced()) {
            return;
        }
        try (var limit = new TimeLimit(TIDYING);
                var lease = pool.lease(limit)) {
            putBack(lease.session(), limit);
        } catch (IOException e) {
            throw Failures.of(location, "put back the old file of", e);
        }
    }

    /** Gives the old file its name again, if a publication that did not come to its end took it away. */
    private void putBack(SftpSession session, Scope scope) throws IOException {
        if (publication != null) {
            publication.putBack(session, scope);
        }
    }

    @Override
    public boolean resumable() {
        return worthKeeping;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            letGo();
            if (worthKeeping) {
                if (journal != null) {
                    journal.close();
                }
                keepOld();
            } else {
                removeLeftovers();
            }
        } catch (StoreException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot let go of " + location, e);
        }
    }
}
