package io.hawser.local;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two runs on this machine from writing the same remote file at a time. SFTP and S3 have no locks; runs on different machines do not disturb each other either, since each
 * writes under a name of its own, but only on one machine can the second be told.
 */
public final class TargetLocks {
    private static final Set<String> IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path folder;

    /** {@code environment}: {@code XDG_STATE_HOME} or {@code HOME} say where lock files lie; without both there are none. */
    public TargetLocks(Map<String, String> environment) {
        folder = StateFolder.of(environment, "locks").orElse(null);
    }

    /**
     * Takes the lock of a target.
     *
     * @param key what tells it from all others, more than its location where one location can stand for several
     * @throws StoreException.Conflict when another run on this machine has it
     */
    public Lock take(Location target, String key) throws StoreException {
        if (!IN_THIS_PROCESS.add(key)) {
            throw taken(target);
        }
        Lock lock = null;
        try {
            lock = new Lock(key, hold(target, key));
            return lock;
        } finally {
            if (lock == null) {
                IN_THIS_PROCESS.remove(key);
            }
        }
    }

    private static StoreException taken(Location target) {
        return new StoreException.Conflict(target, "another run is writing this file at the moment");
    }

    /** The lock file, or null where there can be none. */
    private Held hold(Location target, String key) throws StoreException {
        if (folder == null) {
            return null;
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return switch (Held.hold(folder.resolve(hash(key)))) {
                case Held.Attempt.Success(var held) -> held;
                case Held.Attempt.Taken _ -> throw taken(target);
                case Held.Attempt.NoLocks _ -> null;
            };
        } catch (StoreException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException _) {
            // A machine without a writable home has no second run that could be told.
            return null;
        }
    }

    private static String hash(String key) {
        try {
            // Char by char: names that are no UTF-8 have halves of surrogate pairs, which every charset would take for
            // one and the same.
            var bytes = ByteBuffer.allocate(key.length() * 2);
            bytes.asCharBuffer().put(key);
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A lock that is held. */
    public static final class Lock implements AutoCloseable {
        private final String key;
        private final Held held;
        private boolean closed;

        private Lock(String key, Held held) {
            this.key = key;
            this.held = held;
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try (held) {
                if (held != null) {
                    held.delete();
                }
            } catch (IOException e) {
                System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot remove a lock file", e);
            } finally {
                IN_THIS_PROCESS.remove(key);
            }
        }
    }
}
