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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * A regular file being written: beside its name, under a hidden one, until it is whole. Its journal is locked from the first moment to the last and says
 * which blocks a later run need not fetch again.
 */
final class LocalUpload implements Upload {
    private final Location location;
    private final Path target;
    private final UploadOptions options;
    private final Path partial;
    private final Optional<Held> lock;
    private final Optional<BlockJournal> journal;
    private BlockJournal.Claims claims;
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
            Location location,
            Path target,
            UploadOptions options,
            Path partial,
            Optional<Held> lock,
            Optional<BlockJournal> journal,
            BlockJournal.Claims claims) {
        this.location = location;
        this.target = target;
        this.options = options;
        this.partial = partial;
        this.lock = lock;
        this.journal = journal;
        this.claims = claims;
        this.worthKeeping = !claims.isEmpty();
    }

    /**
     * Takes hold of {@code target}, links already followed.
     *
     * @throws StoreException.Conflict when another run writes it
     */
    static LocalUpload start(Location location, Path target, UploadOptions options) throws StoreException {
        var names = PartialNames.of(target);
        try {
            return switch (Held.hold(names.journal())) {
                case Held.Attempt.Success(var held) -> locked(location, target, options, names, held);
                case Held.Attempt.Taken _ ->
                    throw new StoreException.Conflict(location, "another run is writing this file at the moment");
                case Held.Attempt.NoLocks _ -> unlocked(location, target, options);
            };
        } catch (IOException e) {
            throw LocalFailure.inFolder(location, folder(target), "write", e);
        }
    }

    private static LocalUpload locked(
            Location location, Path target, UploadOptions options, PartialNames names, Held held) throws IOException {
        try {
            var journal = new BlockJournal(held.channel());
            var claims = journal.read();
            if (!options.resume()) {
                claims = BlockJournal.Claims.none();
            }
            return new LocalUpload(
                    location, target, options, names.part(), Optional.of(held), Optional.of(journal), claims);
        } catch (IOException | RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    /** Without locks two runs must not meet in one partial file: each has its own, and nothing is resumed. */
    private static LocalUpload unlocked(Location location, Path target, UploadOptions options) {
        var mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        var own = PartialNames.of(target.resolveSibling(target.getFileName() + "~" + mark));
        return new LocalUpload(
                location, target, options, own.part(), Optional.empty(), Optional.empty(), BlockJournal.Claims.none());
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
            if (Files.exists(partial, LinkOption.NOFOLLOW_LINKS) && LocalEntries.names(partial) != 1) {
                // A run was killed when the file had its name already: what is written here would be seen there.
                Files.delete(partial);
            }
            // A proof that was broken off by a stall is begun again, on the same channel.
            channel = channel != null ? channel : open(partial);
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

    private static FileChannel open(Path partial) throws IOException {
        return FileChannel.open(
                partial,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void rejectSameFile(Location source) throws StoreException {
        try {
            for (var own : List.of(target, partial)) {
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
            if (channel.size() < size) {
                throw new StoreException.Local(
                        location, "partial data was cut by somebody else at byte " + channel.size());
            }
            channel.truncate(size);
            var publication = new Publication(location, partial, target);
            publication.prepare(options.keepTime() ? modified : Optional.empty());
            if (options.durable()) {
                channel.force(true);
            }
            publication.publish(options.onlyNew());
            worthKeeping = false;
            removeLeftovers();
            if (options.durable()) {
                publication.forceFolder();
            }
            return LocalEntries.of(location, target);
        } catch (IOException e) {
            throw LocalFailure.inFolder(location, folder(target), "publish", e);
        }
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
        if (tidied) {
            return;
        }
        Files.deleteIfExists(partial);
        if (lock.isPresent()) {
            lock.get().delete();
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
        try (var _ = lock.orElse(null);
                var _ = channel) {
            if (!worthKeeping) {
                removeLeftovers();
            }
        } catch (IOException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot let go of " + location, e);
        }
    }
}
