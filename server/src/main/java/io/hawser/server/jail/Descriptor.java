package io.hawser.server.jail;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A file descriptor that threads share. Its number names another file as soon as it is closed, so closing waits for those who use it, and happens once.
 */
final class Descriptor {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final int number;
    private boolean closed;

    /** What is done with the number. */
    interface Use {
        long with(int number);
    }

    Descriptor(int number) {
        this.number = number;
    }

    /**
     * Does something with the number, which nobody closes meanwhile.
     *
     * @throws ClosedChannelException when it is closed already
     */
    long use(Use use) throws IOException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            return use.with(number);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Returns what the kernel does; 0 when it was closed before. */
    long close() {
        lock.writeLock().lock();
        try (var calls = new Calls()) {
            if (closed) {
                return 0;
            }
            closed = true;
            return calls.closeDescriptor(number);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
