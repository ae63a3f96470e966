package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes into an open file with many WRITEs under way. A byte counts only when the status of its WRITE came: {@link #finish} waits for all and throws when any failed.
 */
final class RangeWriting implements Sink, AutoCloseable {
    private final SftpSession session;
    private final byte[] handle;
    private final int chunk;
    private final WriteBuffers buffers;
    private final Acknowledged acknowledged;
    private final Scope scope;
    private final Scope.Hold hold;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int underWay;
    private IOException failure;
    private boolean broken;

    /** What is in {@code acknowledged} is not sent; what the server confirms is added to it. {@code chunk}: bytes of one WRITE. */
    RangeWriting(
            SftpSession session,
            byte[] handle,
            int chunk,
            WriteBuffers buffers,
            Acknowledged acknowledged,
            Scope scope) {
        this.session = session;
        this.handle = handle;
        this.chunk = chunk;
        this.buffers = buffers;
        this.acknowledged = acknowledged;
        this.scope = scope;
        this.hold = scope.hold(this::breakOff);
    }

    @Override
    public boolean ordered() {
        return false;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        long at = position;
        long end = position + bytes.remaining();
        while (at < end) {
            long there = Math.min(end, acknowledged.coveredTo(at));
            if (there > at) {
                bytes.position(bytes.position() + (int) (there - at));
                at = there;
            } else {
                int count = (int) Math.min(Math.min(chunk, end - at), acknowledged.nextAfter(at) - at);
                send(at, bytes, count);
                at += count;
            }
        }
    }

    private void send(long at, ByteBuffer bytes, int count) throws IOException {
        var piece = begin(ByteRange.of(at, count));
        bytes.get(piece.buffer.bytes(), 0, count);
        var packet = new PacketBuilder(PacketType.WRITE)
                .putString(handle)
                .putLong(at)
                .putInt(count)
                .build(count);
        session.queue(packet, new SftpSession.Payload(piece.buffer.bytes(), count), piece);
    }

    /** Waits for room to send so many bytes more. */
    private Piece begin(ByteRange range) throws IOException {
        while (true) {
            lock.lock();
            try {
                check();
                if (session.tryBegin()) {
                    int size = (int) range.length();
                    var buffer = buffers.tryTake(size);
                    if (buffer == null && underWay == 0) {
                        buffer = buffers.reserve(size);
                    }
                    if (buffer != null) {
                        underWay++;
                        return new Piece(range, buffer);
                    }
                    session.ended(false);
                }
                if (underWay > 0) {
                    changed.await();
                    continue;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while writing");
            } finally {
                lock.unlock();
            }
            session.awaitPermit(scope);
        }
    }

    /** Returns when the server has confirmed every byte. */
    void finish() throws IOException {
        lock.lock();
        try {
            check();
            while (underWay > 0) {
                changed.await();
                check();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing");
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is under way any more, whatever came of it, so that no late WRITE meets what is written next. */
    void drain() {
        lock.lock();
        try {
            while (underWay > 0 && !broken) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (broken) {
            throw new InterruptedIOException("broken off while writing");
        }
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

    @Override
    public void close() {
        hold.close();
    }

    /** The bytes of one WRITE. */
    private final class Piece extends Exchange {
        private final ByteRange range;
        private final WriteBuffers.Buffer buffer;

        private Piece(ByteRange range, WriteBuffers.Buffer buffer) {
            this.range = range;
            this.buffer = buffer;
        }

        @Override
        void replied(Reply reply) throws IOException {
            IOException refused = null;
            try {
                reply.expectOk();
            } catch (StatusException e) {
                refused = e;
            } catch (ProtocolException e) {
                failed(e);
                throw e;
            }
            buffer.release();
            if (refused == null) {
                acknowledged.add(range);
            }
            ended(refused);
            session.ended(refused == null);
        }

        @Override
        void failed(IOException why) {
            buffer.drop();
            ended(why);
            session.ended(false);
        }

        private void ended(IOException why) {
            lock.lock();
            try {
                underWay--;
                failure = failure == null ? why : failure;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
