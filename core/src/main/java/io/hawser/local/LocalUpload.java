package io.hawser.local;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.engine.Coverage;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * A regular file being written: beside its name, under a hidden one, until it is whole. The journal of a file of more than one block is locked to the last and says
 * which blocks a later run need not fetch again; a smaller file has a name that no other run uses, and neither journal nor lock.
 */
final class LocalUpload implements Upload {
    private static final Set<OpenOption> CREATE = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE_NEW = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Location location;
    private final Path target;
    private final boolean replaces;
    private final SmallFiles.Place place;
    private final UploadOptions options;
    private final PartialNames names;

    /** Where the bytes go; null until that is decided. */
    private Path partial;

    /** Whether that is a name that no other run uses. */
    private boolean marked;

    private Held lock;
    private Optional<BlockJournal> journal = Optional.empty();
    private BlockJournal.Claims claims = BlockJournal.Claims.none();
    private final Map<Long, Coverage> unfinished = new ConcurrentHashMap<>();

    private final ReentrantLock writing = new ReentrantLock();
    private List<ByteRange> resumed = List.of();
    private FileChannel channel;
    private Optional<Instant> modified = Optional.empty();
    private long expected = ByteRange.OPEN;
    private boolean journaling;
    private volatile boolean worthKeeping;
    private boolean tidied;
    private boolean closed;

    private LocalUpload(
            Location location, Path target, boolean replaces, SmallFiles.Place place, UploadOptions options) {
        this.location = location;
        this.target = target;
        this.replaces = replaces;
        this.place = place;
        this.options = options;
        this.names = PartialNames.of(target);
    }

    /**
     * Begins to write {@code target}, links already followed. Where there is a journal, takes hold of it at once.
     *
     * @param replaces whether there is a file of that name
     * @throws StoreException.Conflict when another run writes it
     */
    static LocalUpload start(Location location, Path target, boolean replaces, SmallFiles small, UploadOptions options)
            throws StoreException {
        var upload = new LocalUpload(location, target, replaces, small.enter(folder(target)), options);
        boolean begun = false;
        try {
            // Links followed: the JDK does without an exception then, and nobody puts a link there.
            if (Files.exists(upload.names.journal())) {
                upload.lock();
            }
            begun = true;
            return upload;
        } catch (IOException e) {
            throw LocalFailure.inFolder(location, folder(target), "write", e);
        } finally {
            if (!begun) {
                upload.close();
            }
        }
    }

    /** Takes the journal, which everybody finds by the target's name. */
    private void lock() throws IOException {
        switch (Held.hold(names.journal())) {
            case Held.Attempt.Success(var held) -> {
                boolean read = false;
                try {
                    var found = new BlockJournal(held.channel());
                    var said = found.read();
                    claims = options.resume() ? said : BlockJournal.Claims.none();
                    journal = Optional.of(found);
                    read = true;
                } finally {
                    if (!read) {
                        held.close();
                    }
                }
                lock = held;
                partial = names.part();
                worthKeeping = !claims.isEmpty();
            }
            case Held.Attempt.Taken _ -> throw taken();
            case Held.Attempt.NoLocks _ -> {
                // Two runs must not meet in one partial file: each has its own, and nothing is resumed.
                var mark =
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
                partial = PartialNames.of(target.resolveSibling(target.getFileName() + "~" + mark))
                        .part();
            }
        }
    }

    private StoreException.Conflict taken() {
        return new StoreException.Conflict(location, "another run is writing this file at the moment");
    }

    /** Opens a partial file for a small file; false where that cannot be done without locks. */
    private boolean openSmall() throws IOException {
        var path = place.partial(target.getFileName().toString());
        if (path.isEmpty()) {
            return false;
        }
        try {
            // A new file has from the first moment the mode that it is to have.
            channel = replaces
                    ? FileChannel.open(path.get(), CREATE_NEW, OURS_ALONE)
                    : FileChannel.open(path.get(), CREATE_NEW);
        } catch (FileAlreadyExistsException _) {
            throw taken();
        }
        partial = path.get();
        marked = true;
        return true;
    }

    @Override
    public Placement placement() {
        return new Placement.Anywhere();
    }

    @Override
    public long claimed() {
        return claims.contiguous();
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) throws StoreException {
        var entry = source.entry();
        if (entry.location().isLocal() && !entry.location().isStandardStream()) {
            rejectSameFile(entry.location());
        }
        modified = entry.modified();
        expected = entry.size().orElse(ByteRange.OPEN);
        try {
            if (partial == null && expected <= BLOCK && openSmall()) {
                return List.of();
            }
            if (partial == null) {
                lock();
            }
            if (Files.exists(partial, LinkOption.NOFOLLOW_LINKS) && LocalEntries.names(partial) != 1) {
                // A run was killed when the file had its name already: what is written here would be seen there.
                Files.delete(partial);
            }
            // A proof that was broken off by a stall is begun again, on the same channel.
            channel = channel != null ? channel : FileChannel.open(partial, CREATE, OURS_ALONE);
            // Without a version the source could be another one next time without our noticing;
            // and of a file of one block nothing is ever left to go on from.
            journaling =
                    journal.isPresent() && options.resume() && entry.version().isPresent() && expected > BLOCK;
            if (!journaling) {
                worthKeeping = false;
                channel.truncate(0);
                return List.of();
            }
            var identity = identity(entry);
            if (claims.identity().equals(identity)) {
                journal.get().resume();
                return proved(scope);
            }
            worthKeeping = false;
            channel.truncate(0);
            journal.get().start(identity);
            return List.of();
        } catch (IOException e) {
            throw LocalFailure.inFolder(location, folder(target), "write", e);
        }
    }

    private void rejectSameFile(Location source) throws StoreException {
        try {
            for (var own : List.of(target, names.part())) {
                if (Files.exists(own) && Files.isSameFile(LocalStore.path(source), own)) {
                    throw new StoreException.Rejected(
                            location,
                            own.equals(target)
                                    ? "source and target are the same file"
                                    : "the source is partial data of this very target; give the target another name");
                }
            }
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw LocalFailure.of(location, "compare", e);
        }
    }

    /** Two lines that tell the source apart from any other and any other version of it. */
    private static String identity(Entry entry) {
        var size = entry.size().isPresent() ? String.valueOf(entry.size().getAsLong()) : "unknown";
        return entry.location().identity() + "\n" + size + " " + entry.version().orElseThrow();
    }

    /** Reads every claimed block again and returns those that are what the journal says. */
    private List<Fragment> proved(Scope scope) throws IOException {
        var proved = new Coverage();
        var buffer = ByteBuffer.allocateDirect(BLOCK);
        for (int number = claims.next(0); number >= 0; number = claims.next(number + 1)) {
            if (scope.stopped()) {
                throw new StoreException.Unavailable(location, "stopped while partial data was being proved");
            }
            var block = claims.block(number);
            if (block.range().end() > expected) {
                continue;
            }
            buffer.clear().limit(block.length());
            if (read(buffer, block.range().start()) && crc(buffer.flip()) == block.crc32c()) {
                proved.add(block.fragment());
            }
            scope.moved(block.length());
        }
        worthKeeping = proved.bytes() > 0;
        claims = BlockJournal.Claims.none();
        resumed = proved.fragments().stream().map(Fragment::range).toList();
        return proved.fragments();
    }

    private boolean read(ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int crc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        long end = part.copyTo(new Sink() {
            @Override
            public boolean ordered() {
                return false;
            }

            @Override
            public void write(long position, ByteBuffer bytes) throws IOException {
                put(position, bytes);
            }
        });
        return new Receipt(new ByteRange(part.range().start(), end), "");
    }

    private void put(long position, ByteBuffer bytes) throws StoreException {
        try {
            // File systems let one write into a file at a time: waiting here parks, waiting in the kernel spins.
            writing.lock();
            try {
                long at = position;
                while (bytes.hasRemaining()) {
                    at += channel.write(bytes, at);
                }
            } finally {
                writing.unlock();
            }
        } catch (IOException e) {
            throw LocalFailure.of(location, "write", e);
        }
    }

    @Override
    public void stored(Fragment fragment) throws StoreException {
        if (!journaling) {
            return;
        }
        long number = fragment.range().start() / BLOCK;
        long start = number * BLOCK;
        int length = (int) Math.min(BLOCK, expected - start);
        var block = unfinished.computeIfAbsent(number, _ -> new Coverage());
        synchronized (block) {
            block.add(fragment);
            if (block.bytes() < length) {
                return;
            }
        }
        unfinished.remove(number);
        try {
            journal.orElseThrow().add(new BlockJournal.Block((int) number, length, block.crcFrom(start)));
        } catch (IOException e) {
            throw LocalFailure.of(location, "write the journal", e);
        }
        worthKeeping = true;
    }

    @Override
    public Optional<ReadBack> readBack() {
        return Optional.of((position, buffer) -> {
            try {
                int count = channel.read(buffer, position);
                if (count < 1) {
                    throw new StoreException.Local(
                            location, "partial data was cut by somebody else at byte " + position);
                }
                return count;
            } catch (IOException e) {
                throw LocalFailure.of(location, "read back", e);
            }
        });
    }

    @Override
    public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
        try {
            Receipt.requireWhole(location, resumed, receipts, size);
            long length = channel.size();
            if (length < size) {
                throw new StoreException.Local(location, "partial data was cut by somebody else at byte " + length);
            }
            if (length > size) {
                channel.truncate(size);
            }
            var publication = new Publication(location, partial, target);
            var time = options.keepTime() ? modified : Optional.<Instant>empty();
            if (marked && !replaces) {
                publication.prepareNew(time);
            } else {
                publication.prepare(time);
            }
            if (options.durable()) {
                channel.force(true);
            }
            publication.publish(options.onlyNew());
            worthKeeping = false;
            if (!marked) {
                removeLeftovers();
            }
            tidied = true;
            forceFolder(publication);
            return published(size);
        } catch (IOException e) {
            throw LocalFailure.inFolder(location, folder(target), "publish", e);
        }
    }

    private void forceFolder(Publication publication) throws IOException {
        if (!options.durable()) {
            return;
        }
        if (marked) {
            place.force();
        } else {
            publication.forceFolder();
        }
    }

    /** What is known of it without asking, which would cost more than much else of a small file. */
    private Entry published(long size) throws IOException {
        return !marked
                ? LocalEntries.of(location, target)
                : Entry.file(location).withSize(size);
    }

    private static Path folder(Path target) {
        var folder = target.getParent();
        return folder == null ? Path.of(".") : folder;
    }

    @Override
    public void abort() throws StoreException {
        worthKeeping = false;
        try {
            removeLeftovers();
        } catch (IOException e) {
            throw LocalFailure.of(location, "remove partial data of", e);
        }
    }

    private void removeLeftovers() throws IOException {
        if (tidied || partial == null) {
            return;
        }
        Files.deleteIfExists(partial);
        if (lock != null) {
            lock.delete();
        }
        tidied = true;
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
        try (var _ = lock;
                var _ = place;
                var _ = channel) {
            if (!worthKeeping) {
                removeLeftovers();
            }
        } catch (IOException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot let go of " + location, e);
        }
    }
}
