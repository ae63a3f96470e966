package io.hawser.ledger;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which copies are done, in a file that many runs add to, also at the same time. It is safe against a kill at any moment: what was not written whole is passed over, and
 * what a run had claimed is free when it is dead.
 *
 * <p>POSIX drops a process's locks on a file when it closes <em>any</em> descriptor of it, and gives a second lock to the same process without a word; so there is one ledger for
 * a file in a process, which all share that open it. For the same reason the file may be neither source nor target of a copy: see {@link #is}.
 */
public final class Ledger implements AutoCloseable {
    private static final Map<Object, Ledger> OPEN = new HashMap<>();

    /** Claims are locks on bytes so far behind that no ledger ever gets there. */
    private static final long CLAIMS = 1L << 61;

    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final Object identity;
    private final LedgerFile file;
    private final LedgerIndex index = new LedgerIndex();
    private final Set<Long> claims = new HashSet<>();
    private int owners;
    private long indexed = LedgerFile.firstLine();
    private StoreException failure;

    private Ledger(Path path, Object identity, LedgerFile file) {
        this.path = path;
        this.identity = identity;
        this.file = file;
    }

    /**
     * Opens a ledger, made with mode 0600 if it is missing, and reads what it holds.
     *
     * @throws StoreException.Rejected when the file is something else, which stays as it is
     * @throws StoreException.Local when it cannot be read, written or locked
     */
    public static Ledger open(Path path) throws StoreException {
        synchronized (OPEN) {
            try {
                make(path);
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                if (!attributes.isRegularFile()) {
                    throw new StoreException.Rejected(path, "is no file; a ledger needs one");
                }
                var identity = attributes.fileKey() != null ? attributes.fileKey() : path.toRealPath();
                var ledger = OPEN.get(identity);
                if (ledger == null) {
                    ledger = new Ledger(path, identity, LedgerFile.open(path));
                    ledger.readAll();
                    OPEN.put(identity, ledger);
                }
                ledger.owners++;
                return ledger;
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new StoreException.Local(path, "the ledger cannot be opened: " + reason(path, e), e);
            }
        }
    }

    private static String reason(Path path, IOException e) {
        return switch (e) {
            case NoSuchFileException _ when Files.isSymbolicLink(path) -> "it is a symbolic link that leads nowhere";
            case NoSuchFileException _ -> "its folder does not exist";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException told when told.getReason() != null -> told.getReason();
            default -> e.getMessage();
        };
    }

    private static void make(Path path) throws IOException {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            // Its mode is its owner's business.
        }
    }

    private synchronized void readAll() throws IOException {
        boolean good = false;
        try {
            refresh();
            good = true;
        } finally {
            if (!good) {
                file.close();
            }
        }
    }

    /** Whether that is the ledger's own file. */
    public boolean is(Location other) {
        try {
            return other.isLocal() && Files.isSameFile(path, Path.of(other.path()));
        } catch (IOException | InvalidPathException _) {
            return false;
        }
    }

    /**
     * Claims a copy, so that no other run does the same at the time; empty when somebody has it. What was noted by whoever had it before is {@linkplain #find found} from then
     * on.
     */
    public synchronized Optional<Claim> claim(CopyKey key) throws StoreException {
        long position = CLAIMS + (key.hash() >>> 4);
        if (!claims.add(position)) {
            return Optional.empty();
        }
        FileLock lock = null;
        try {
            lock = file.tryLock(position);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw failed("cannot be locked", e);
        } finally {
            if (lock == null) {
                claims.remove(position);
            }
        }
        return lock == null ? Optional.empty() : Optional.of(new Claim(position, lock));
    }

    /** A copy that nobody else does meanwhile. */
    public final class Claim implements AutoCloseable {
        private final long position;
        private final FileLock lock;

        private Claim(long position, FileLock lock) {
            this.position = position;
            this.lock = lock;
        }

        @Override
        public void close() {
            synchronized (Ledger.this) {
                try {
                    lock.release();
                } catch (IOException e) {
                    System.getLogger("io.hawser")
                            .log(System.Logger.Level.WARNING, "cannot release a claim in the ledger", e);
                } finally {
                    claims.remove(position);
                }
            }
        }
    }

    /** The latest record of a copy. */
    public synchronized Optional<LedgerRecord> find(CopyKey key) throws StoreException {
        try {
            refresh();
            var line = new AtomicReference<byte[]>();
            index.find(key.hash(), at -> isOf(key, at, line));
            return Optional.ofNullable(line.get()).flatMap(found -> LedgerLine.record(key, found, 0, length(found)));
        } catch (IOException e) {
            throw failed("cannot be read", e);
        }
    }

    /**
     * Notes a copy as done. When that fails, the copy is no worse for it: it is made again one day.
     *
     * @throws StoreException when it cannot be written; {@link #failure()} tells of the first time
     */
    public synchronized void append(LedgerRecord record) throws StoreException {
        try {
            var line = LedgerLine.of(record);
            if (line.length > LedgerLine.LONGEST) {
                throw new IOException(
                        "the names of a copy are too long for a line of " + LedgerLine.LONGEST + " bytes");
            }
            file.append(line);
        } catch (StoreException e) {
            failure = failure == null ? e : failure;
            throw e;
        } catch (IOException e) {
            var told = failed("cannot be written", e);
            failure = failure == null ? told : failure;
            throw told;
        }
    }

    /** Why something could not be noted, the first time that happened: the ledger lacks some of what was done. */
    public synchronized Optional<StoreException> failure() {
        return Optional.ofNullable(failure);
    }

    /** How many copies it knows. */
    public synchronized int size() {
        return index.count();
    }

    private StoreException failed(String what, IOException e) {
        return new StoreException.Local(path, "the ledger " + what + ": " + e.getMessage(), e);
    }

    /** Takes in what was appended since, by anybody. A line that is not ended yet waits for the next time. */
    private void refresh() throws IOException {
        while (indexed < file.length()) {
            var chunk = file.read(indexed, CHUNK);
            int begin = 0;
            for (int i = 0; i < chunk.length; i++) {
                if (chunk[i] == '\n') {
                    take(chunk, begin, i, indexed + begin);
                    begin = i + 1;
                }
            }
            if (begin == 0 && chunk.length < CHUNK) {
                return;
            }
            // What is longer than any line is damage; its end is found, and passed over, as that of a line of its own.
            indexed += begin == 0 ? chunk.length : begin;
        }
    }

    private void take(byte[] chunk, int from, int to, long position) throws IOException {
        if (!LedgerLine.intact(chunk, from, to)) {
            return;
        }
        boolean room = index.put(LedgerLine.hash(chunk, from, to), position, at -> {
            var line = lineAt(at);
            int length = length(line);
            // Somebody may have removed lines since it was read.
            return LedgerLine.intact(line, 0, length) && LedgerLine.sameKey(line, 0, length, chunk, from, to);
        });
        if (!room) {
            throw new IOException("it is full; begin another");
        }
    }

    private boolean isOf(CopyKey key, long position, AtomicReference<byte[]> found) throws IOException {
        var line = lineAt(position);
        int length = length(line);
        boolean same = LedgerLine.intact(line, 0, length) && LedgerLine.isOf(key, line, 0, length);
        if (same) {
            found.set(line);
        }
        return same;
    }

    /** A line that was intact, and whatever comes after it. */
    private byte[] lineAt(long position) throws IOException {
        int most = 1 << 10;
        var bytes = file.read(position, most);
        if (length(bytes) == bytes.length && bytes.length == most) {
            bytes = file.read(position, LedgerLine.LONGEST);
        }
        return bytes;
    }

    private static int length(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n') {
                return i;
            }
        }
        return line.length;
    }

    /** Gives up this share in it; the last one closes the file. */
    @Override
    public void close() {
        synchronized (OPEN) {
            if (--owners > 0) {
                return;
            }
            OPEN.remove(identity);
            try {
                file.close();
            } catch (IOException e) {
                System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot close the ledger", e);
            }
        }
    }
}
