package io.hawser.server.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/** What one channel has open, under names that nobody guesses and that are never given again. For one thread at a time, but for the count. */
final class Handles {
    private record Name(long first, long second) {
        static Name of(byte[] bytes) throws StatusException {
            if (bytes.length != LENGTH) {
                throw StatusException.failure("Invalid handle");
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Name(buffer.getLong(), buffer.getLong());
        }
    }

    private static final int LENGTH = 2 * Long.BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<Name, OpenHandle> open = new HashMap<>();
    private final int most;
    /** The first half of a name: with a count in it, no two are the same. */
    private long count;

    private volatile int size;

    Handles(int most) {
        this.most = most;
    }

    int size() {
        return size;
    }

    void requireRoom() throws StatusException {
        if (open.size() >= most) {
            throw StatusException.failure("Too many open files, at most " + most);
        }
    }

    byte[] add(OpenHandle handle) {
        count++;
        // An odd multiplier permutes the counts.
        var name = new Name(count * 0x9e3779b97f4a7c15L, RANDOM.nextLong());
        open.put(name, handle);
        size = open.size();
        return ByteBuffer.allocate(LENGTH)
                .putLong(name.first)
                .putLong(name.second)
                .array();
    }

    OpenFile file(byte[] name) throws StatusException {
        return switch (open.get(Name.of(name))) {
            case OpenFile file -> file;
            case null, default -> throw StatusException.failure("Invalid handle");
        };
    }

    OpenFolder folder(byte[] name) throws StatusException {
        return switch (open.get(Name.of(name))) {
            case OpenFolder folder -> folder;
            case null, default -> throw StatusException.failure("Invalid handle");
        };
    }

    void close(byte[] name) throws IOException {
        OpenHandle handle = open.remove(Name.of(name));
        size = open.size();
        if (handle == null) {
            throw StatusException.failure("Invalid handle");
        }
        handle.close();
    }

    /** The client is gone: closes everything; whatever fails, the rest is closed too. */
    void loseAll() {
        for (OpenHandle handle : open.values()) {
            try {
                handle.lose();
            } catch (IOException | RuntimeException _) {
                // There is nobody to tell; the log has been told.
                continue;
            }
        }
        open.clear();
        size = 0;
    }
}
