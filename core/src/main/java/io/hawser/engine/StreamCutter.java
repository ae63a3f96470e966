package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.ByteBudget;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Cuts a source that comes as one stream into parts for a target that takes only parts. Each part is gathered in memory, within the byte budget, so that it
 * can be written again if the target fails, while the stream goes on into the next.
 */
final class StreamCutter implements AutoCloseable {
    private final Run run;
    private final Source source;
    private final CancelToken token;
    private final int partSize;
    private final int mostParts;
    private final Location to;
    private final Coverage taken = new Coverage();
    private final Deque<Gathered> ready = new ArrayDeque<>();
    private boolean ended;

    /** A cutter for at most {@code mostParts} parts of {@code partSize} bytes, which fit into the byte budget. */
    StreamCutter(Run run, Source source, Location to, long partSize, int mostParts, CancelToken token) {
        this.run = run;
        this.source = source;
        this.token = token;
        this.partSize = Math.toIntExact(partSize);
        this.mostParts = mostParts;
        this.to = to;
    }

    /** A part in memory. Closing it gives its memory back. */
    final class Gathered implements AutoCloseable {
        private final long start;
        private final ByteBudget.Share share;
        private ByteBuffer bytes;

        private Gathered(long start, int size, ByteBudget.Share share) {
            this.start = start;
            this.bytes = ByteBuffer.allocate(size);
            this.share = share;
        }

        ByteRange range() {
            return ByteRange.of(start, bytes.limit());
        }

        /** It as a part to be written, accounted for in {@code landing}. */
        Part part(Landing landing) {
            return new Part() {
                @Override
                public ByteRange range() {
                    return Gathered.this.range();
                }

                @Override
                public long copyTo(Sink sink) throws IOException {
                    landing.target().pause();
                    try {
                        run.moved(-landing.begin());
                        new Tap(run, landing, sink, null).write(start, bytes.duplicate());
                    } catch (SinkFailure e) {
                        throw e.getCause();
                    } finally {
                        landing.target().resume();
                    }
                    return range().end();
                }

                @Override
                public boolean replayable() {
                    return true;
                }

                @Override
                public Optional<ByteBuffer> bytes() {
                    return Optional.of(bytes.asReadOnlyBuffer());
                }
            };
        }

        @Override
        public void close() {
            // The thread that wrote it waits for its next part with this one still in its frame.
            bytes = null;
            share.close();
        }
    }

    /** Reads the missing stretches from the source, and makes them ready to be written. */
    void gather(List<ByteRange> missing) throws IOException {
        var reader = new SourceReader(run, source, token, taken);
        run.partStarted();
        try {
            for (var stretch : missing) {
                var filling = new Filling(stretch.end());
                try {
                    reader.read(stretch, taken, filling::sink);
                    filling.finish();
                } finally {
                    filling.drop();
                }
            }
        } finally {
            run.partEnded();
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    /** The next part that is ready, in order, or null when there will be none. */
    Gathered next() throws IOException {
        try (var _ = token.onCancel(this::wake)) {
            synchronized (this) {
                while (ready.isEmpty() && !ended) {
                    token.check();
                    wait();
                }
                token.check();
                return ready.pollFirst();
            }
        } catch (InterruptedException e) {
            throw token.interrupted(e);
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void hand(Gathered part) {
        ready.addLast(part);
        notifyAll();
    }

    /** Gives back the memory of parts that nobody took. */
    @Override
    public synchronized void close() {
        ready.forEach(Gathered::close);
        ready.clear();
    }

    /** The part that is being filled. */
    private final class Filling {
        private final long end;
        private Gathered current;

        private Filling(long end) {
            this.end = end;
        }

        private Sink sink(Lifeline life) {
            return Sink.inOrder((position, bytes) -> {
                life.moved(bytes.remaining());
                life.pause();
                run.arrived(bytes.remaining());
                try {
                    take(position, bytes);
                } catch (IOException e) {
                    throw new SinkFailure(e);
                }
                life.resume();
            });
        }

        private void take(long position, ByteBuffer bytes) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                if (current == null) {
                    if (at / partSize >= mostParts) {
                        throw new StoreException.Rejected(
                                to,
                                "the stream goes on after " + mostParts + " parts of " + partSize
                                        + " bytes, and no more parts are taken there; say how long it is"
                                        + " (--expected-size), or make them larger (--part-size)");
                    }
                    long cut = Math.min(end, PartQueue.cut(at, partSize));
                    current = new Gathered(at, (int) (cut - at), share((int) (cut - at)));
                }
                int count = Math.min(current.bytes.remaining(), bytes.remaining());
                var piece = bytes.slice(bytes.position(), count);
                var crc = new CRC32C();
                crc.update(piece.duplicate());
                current.bytes.put(piece);
                bytes.position(bytes.position() + count);
                taken.add(new Fragment(ByteRange.of(at, count), (int) crc.getValue()));
                at += count;
                if (!current.bytes.hasRemaining()) {
                    finish();
                }
            }
        }

        private ByteBudget.Share share(int bytes) throws IOException {
            var waiter = Thread.currentThread();
            try (var _ = token.onCancel(waiter::interrupt)) {
                token.check();
                return run.budget().take(bytes);
            } catch (InterruptedException e) {
                throw token.interrupted(e);
            }
        }

        /** Makes ready what there is. */
        private void finish() {
            if (current != null) {
                current.bytes.flip();
                hand(current);
                current = null;
            }
        }

        private void drop() {
            if (current != null) {
                current.close();
                current = null;
            }
        }
    }
}
