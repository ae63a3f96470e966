package io.hawser.ledger;

import io.hawser.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The file of a ledger: lines that are only ever appended, each in one write, by one process at a time.
 *
 * <p>It is a {@link RandomAccessFile}, because an interrupt of a thread that reads or writes a {@link java.nio.channels.FileChannel} closes the channel, for everybody and with all
 * its locks; trying for a lock does not.
 *
 * <p>Not for use by several threads.
 */
final class LedgerFile implements Closeable {
    private static final byte[] HEADER = "hawser-ledger 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANY_HEADER = "hawser-ledger ".getBytes(StandardCharsets.US_ASCII);

    /** Where nothing of the file will ever stand: the place that is locked to append. */
    private static final long APPENDING = Long.MAX_VALUE - 1;

    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path path;
    private final RandomAccessFile file;

    private LedgerFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Opens it, and makes it a ledger if it is empty.
     *
     * @throws StoreException.Rejected when it is something else, which stays as it is
     * @throws StoreException.Local when its file system has no locks
     */
    static LedgerFile open(Path path) throws IOException {
        var opened = new LedgerFile(path, new RandomAccessFile(path.toFile(), "rw"));
        boolean good = false;
        try {
            opened.begin();
            good = true;
            return opened;
        } finally {
            if (!good) {
                opened.close();
            }
        }
    }

    private void begin() throws IOException {
        try (var _ = lock()) {
            var there = read(0, HEADER.length);
            if (Arrays.equals(there, HEADER)) {
                return;
            }
            boolean cutOff =
                    there.length == file.length() && Arrays.equals(there, 0, there.length, HEADER, 0, there.length);
            if (cutOff) {
                file.seek(0);
                file.write(HEADER);
                return;
            }
        }
        boolean newer = Arrays.equals(read(0, ANY_HEADER.length), ANY_HEADER);
        throw new StoreException.Rejected(
                path,
                newer
                        ? "was written by another version of Hawser; name another file for the ledger"
                        : "is no ledger of Hawser, and is left as it is; name another file, or one that does not exist yet");
    }

    /** The place from which on there are records. */
    static long firstLine() {
        return HEADER.length;
    }

    long length() throws IOException {
        return file.length();
    }

    /** Up to {@code most} bytes from {@code position} on; fewer at the end of the file. */
    byte[] read(long position, int most) throws IOException {
        var bytes = new byte[most];
        file.seek(position);
        int count = 0;
        for (int more = 0; count < most && more >= 0; count += Math.max(0, more)) {
            more = file.read(bytes, count, most - count);
        }
        return count == most ? bytes : Arrays.copyOf(bytes, count);
    }

    /** Appends a line, which ends with its line break. What somebody was killed in the middle of stays, and ends there. */
    void append(byte[] line) throws IOException {
        try (var _ = lock()) {
            long end = file.length();
            boolean torn = end > 0 && read(end - 1, 1)[0] != '\n';
            var bytes = line;
            if (torn) {
                bytes = new byte[line.length + 1];
                bytes[0] = '\n';
                System.arraycopy(line, 0, bytes, 1, line.length);
            }
            file.seek(end);
            file.write(bytes);
        }
    }

    private FileLock lock() throws IOException {
        long begun = System.nanoTime();
        while (true) {
            var lock = tryLock(APPENDING);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - begun > LONGEST_WAIT) {
                throw new IOException("another process has held it for " + TimeUnit.NANOSECONDS.toSeconds(LONGEST_WAIT)
                        + " s in order to write");
            }
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(PAUSE);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A lock on one byte, which need not exist; null when another process has it. In this process nobody may have it. */
    FileLock tryLock(long position) throws IOException {
        try {
            return file.getChannel().tryLock(position, 1, false);
        } catch (IOException e) {
            throw new StoreException.Local(
                    path,
                    "cannot be locked (" + e.getMessage()
                            + "), so two runs could not share it; put the ledger on a file system that has locks",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
