package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads one range of an open file with many READs under way. The reader thread fills slots; the thread that reads hands them to the sink, so that a slow sink never
 * holds up the connection. A short reply is followed by a request for the rest of its slot, and the others go on.
 */
final class RangeReading implements AutoCloseable {
    private final SftpSession session;
    private final byte[] handle;
    private long end;
    private final int chunk;
    private final Slots slots;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Piece> inOrder = new PriorityQueue<>(Comparator.comparingLong(p -> p.position));
    private final Deque<Piece> asTheyCome = new ArrayDeque<>();
    private boolean ordered;
    private long next;
    private long delivered;
    private int underWay;
    private long fileEnd = Long.MAX_VALUE;
    private IOException failure;
    private boolean broken;
    private boolean askedAgain;

    /** {@code range} may be open: then it ends where the file does. {@code chunk}: bytes of one READ. */
    RangeReading(SftpSession session, byte[] handle, ByteRange range, int chunk, Slots slots) {
        this.session = session;
        this.handle = handle;
        this.next = range.start();
        this.delivered = range.start();
        this.end = range.open() ? Long.MAX_VALUE : range.end();
        this.chunk = chunk;
        this.slots = slots;
    }

    /** Sends up to {@code most} requests for the beginning, so that they travel with others. */
    void begin(int most) {
        ask(most);
    }

    /** Whether each request brought all that it asked for. */
    boolean asAsked() {
        lock.lock();
        try {
            return !askedAgain;
        } finally {
            lock.unlock();
        }
    }

    /** The position up to which bytes were asked for. */
    long asked() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether this reading, not yet run, can go on to be that of {@code range}; from then on it is. What was asked for beyond the end of {@code range} is passed over, and
     * must lie beyond {@code size}, the file's.
     */
    boolean continuesTo(ByteRange range, long size) {
        lock.lock();
        try {
            if (range.start() != delivered || range.end() < Math.min(next, size)) {
                return false;
            }
            end = range.open() ? Long.MAX_VALUE : range.end();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Where the server said that the file ends; {@link Long#MAX_VALUE} if it did not. */
    long fileEnd() {
        lock.lock();
        try {
            return fileEnd;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands the bytes to {@code sink} until the end.
     *
     * @return the position after the last byte, which is short of the range's end when the file ended before
     */
    long run(Sink sink, Scope scope) throws IOException {
        ordered = sink.ordered();
        try (var _ = scope.hold(this::breakOff)) {
            while (true) {
                var piece = next(scope);
                if (piece == null) {
                    return Math.min(delivered, end);
                }
                int count = Math.clamp(end - piece.position, 0, piece.got);
                try (var slot = piece.slot) {
                    if (count > 0) {
                        sink.write(piece.position, slot.buffer().flip().limit(count));
                    }
                }
                delivered += count;
            }
        }
    }

    /** The next piece to hand over; null at the end. */
    private Piece next(Scope scope) throws IOException {
        while (true) {
            ask(Integer.MAX_VALUE);
            lock.lock();
            try {
                var piece = ready();
                if (piece != null) {
                    return piece;
                }
                if (broken) {
                    throw new InterruptedIOException("broken off while reading");
                }
                if (failure != null) {
                    throw failure;
                }
                if (underWay > 0) {
                    changed.await();
                    continue;
                }
                if (next >= Math.min(end, fileEnd)) {
                    return null;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading");
            } finally {
                lock.unlock();
            }
            // Others have all permits of this session.
            session.awaitPermit(scope);
        }
    }

    private Piece ready() {
        if (ordered) {
            while (!asTheyCome.isEmpty()) {
                inOrder.add(asTheyCome.poll());
            }
            var first = inOrder.peek();
            return first != null && first.position == delivered ? inOrder.poll() : null;
        }
        return asTheyCome.poll();
    }

    /** Asks for what there are permits and memory for. Sent without the lock, which the reader thread takes. */
    private void ask(int most) {
        for (int count = 0; count < most; count++) {
            Piece piece;
            lock.lock();
            try {
                piece = broken ? null : nextPiece();
            } finally {
                lock.unlock();
            }
            if (piece == null) {
                return;
            }
            session.send(piece.request(), piece);
        }
    }

    private Piece nextPiece() {
        boolean enough = underWay + asTheyCome.size() + inOrder.size() >= slots.most();
        if (failure != null || next >= Math.min(end, fileEnd) || enough || !session.tryBegin()) {
            return null;
        }
        int wanted = (int) Math.min(chunk, end - next);
        var slot = slots.tryTake(wanted);
        if (slot == null && underWay == 0 && asTheyCome.isEmpty() && inOrder.isEmpty()) {
            slot = slots.reserve(wanted);
        }
        if (slot == null) {
            session.ended(false);
            return null;
        }
        slot.buffer().clear().limit(wanted);
        var piece = new Piece(next, wanted, slot);
        next += wanted;
        underWay++;
        return piece;
    }

    private void breakOff() {
        lock.lock();
        try {
            broken = true;
            changed.signalAll();
            if (underWay == 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        session.suspect();
    }

    /** Lets go of what came and of what may still come. */
    @Override
    public void close() {
        lock.lock();
        try {
            broken = true;
            asTheyCome.forEach(piece -> piece.slot.close());
            asTheyCome.clear();
            inOrder.forEach(piece -> piece.slot.close());
            inOrder.clear();
        } finally {
            lock.unlock();
        }
    }

    /** One slot of the file, asked for by one READ or, after short replies, several. */
    private final class Piece extends Exchange {
        private final long position;
        private final int wanted;
        private final Slots.Slot slot;
        private int got;

        private Piece(long position, int wanted, Slots.Slot slot) {
            this.position = position;
            this.wanted = wanted;
            this.slot = slot;
        }

        /** For what is still missing of it. */
        private PacketBuilder request() {
            return new PacketBuilder(PacketType.READ)
                    .putString(handle)
                    .putLong(position + got)
                    .putInt(wanted - got);
        }

        @Override
        ByteBuffer room(int length) {
            return length <= wanted - got ? slot.buffer() : null;
        }

        @Override
        void filled(int length) {
            got += length;
            boolean again;
            lock.lock();
            try {
                again = got < wanted && !broken && failure == null;
                askedAgain |= again;
                if (!again) {
                    arrived();
                }
            } finally {
                lock.unlock();
            }
            if (again) {
                session.queue(request(), this);
            } else {
                session.ended(true);
            }
        }

        @Override
        void replied(Reply reply) throws IOException {
            IOException why;
            try {
                reply.expect(PacketType.DATA);
                why = new ProtocolException("no data");
            } catch (StatusException e) {
                why = e;
            } catch (ProtocolException e) {
                failed(e);
                throw e;
            }
            lock.lock();
            try {
                if (why instanceof StatusException status && status.code() == Status.EOF) {
                    fileEnd = Math.min(fileEnd, position + got);
                    arrived();
                } else {
                    fail(why);
                }
            } finally {
                lock.unlock();
            }
            session.ended(true);
        }

        @Override
        void failed(IOException why) {
            lock.lock();
            try {
                fail(why);
            } finally {
                lock.unlock();
            }
            session.ended(false);
        }

        private void arrived() {
            underWay--;
            if (broken || got == 0) {
                slot.close();
            } else {
                asTheyCome.add(this);
            }
            changed.signalAll();
        }

        /** What came of this piece before is good. */
        private void fail(IOException why) {
            failure = failure == null ? why : failure;
            arrived();
        }
    }
}
