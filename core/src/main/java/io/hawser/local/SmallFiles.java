package io.hawser.local;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Small files on their way, by folder. A file of one block has no journal, so it needs no lock of its own either: all that a run writes into a folder at a
 * time share one {@link RunMark}, and one force of the folder may serve several.
 */
final class SmallFiles {
    private final Map<Path, Shared> folders = new HashMap<>();

    /** Joins those that write into {@code folder}. */
    Place enter(Path folder) {
        synchronized (folders) {
            var shared = folders.computeIfAbsent(folder, Shared::new);
            shared.users++;
            return new Place(shared);
        }
    }

    private void leave(Shared shared) throws IOException {
        synchronized (folders) {
            if (--shared.users > 0) {
                return;
            }
            folders.remove(shared.folder);
        }
        shared.close();
    }

    /** One file's share of its folder, until it is closed. */
    final class Place implements AutoCloseable {
        private final Shared shared;

        private Place(Shared shared) {
            this.shared = shared;
        }

        /** Where the file is written that is to be named {@code name}: a name that no other run uses. Empty where the file system has no locks. */
        Optional<Path> partial(String name) throws IOException {
            return shared.mark().map(mark -> shared.folder.resolve(mark.name(name)));
        }

        /** Forces the folder to disk, with every name that was given in it before. */
        void force() throws IOException {
            shared.force();
        }

        @Override
        public void close() throws IOException {
            leave(shared);
        }
    }

    /** A force of a folder, for all who asked before it began. */
    private static final class Round {
        private boolean done;
        private IOException failure;
    }

    /** A folder into which files are written at the moment. */
    private static final class Shared {
        private final Path folder;
        private final ReentrantLock forcing = new ReentrantLock();
        private int users;
        private boolean opened;
        private Optional<RunMark> mark = Optional.empty();
        private Round next = new Round();
        private FileChannel channel;

        private Shared(Path folder) {
            this.folder = folder;
        }

        private synchronized Optional<RunMark> mark() throws IOException {
            if (!opened) {
                mark = RunMark.take(folder);
                opened = true;
            }
            return mark;
        }

        private void force() throws IOException {
            Round mine;
            synchronized (this) {
                mine = next;
            }
            forcing.lock();
            try {
                if (!mine.done) {
                    lead(mine);
                }
            } finally {
                forcing.unlock();
            }
            if (mine.failure != null) {
                throw new IOException(mine.failure.getMessage(), mine.failure);
            }
        }

        private void lead(Round round) throws IOException {
            synchronized (this) {
                next = new Round();
            }
            try {
                if (channel == null || !channel.isOpen()) {
                    channel = FileChannel.open(folder);
                }
                channel.force(true);
            } catch (ClosedChannelException e) {
                // An interrupt of this thread closed it, which is nobody else's failure: the next one leads again.
                throw e;
            } catch (IOException e) {
                round.failure = e;
            }
            round.done = true;
        }

        private void close() throws IOException {
            try (var _ = mark.orElse(null);
                    var _ = channel) {
                mark = Optional.empty();
            }
        }
    }
}
