package io.hawser.ssh.sftp;

import io.hawser.ssh.transport.Channel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sends requests. Small ones go out on the thread that asks when nothing else is being sent, which spares a change of threads; they are too few to fill the server's window. Bytes
 * of files, and what comes from the reader thread, which must never send, wait for a thread of the writer's own: sending blocks while the window or the socket is full, and a transfer that is
 * called off must not be caught in that. What waits is bounded by the permits of the session.
 */
final class RequestWriter implements AutoCloseable {
    private final Channel channel;
    private final Consumer<IOException> failed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Deque<Outgoing> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean closed;

    private record Outgoing(byte[] packet, SftpSession.Payload payload) {}

    RequestWriter(Channel channel, Consumer<IOException> failed) {
        this.channel = channel;
        this.failed = failed;
        Thread.ofPlatform().daemon().name("hawser-sftp-writer").start(this::run);
    }

    /** Sends a small packet now if nothing else is under way, or puts it at the end of the queue. */
    void send(byte[] packet) {
        lock.lock();
        try {
            if (sending || closed || !waiting.isEmpty()) {
                add(new Outgoing(packet, null));
                return;
            }
            sending = true;
        } finally {
            lock.unlock();
        }
        try {
            channel.send(packet, 0, packet.length);
            channel.flush();
        } catch (IOException e) {
            failed.accept(lost(e));
        } finally {
            lock.lock();
            try {
                sending = false;
                given.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Puts a packet at the end of the queue; {@code payload}, which follows it, may be null. Never blocks. */
    void queue(byte[] packet, SftpSession.Payload payload) {
        lock.lock();
        try {
            add(new Outgoing(packet, payload));
        } finally {
            lock.unlock();
        }
    }

    private void add(Outgoing packet) {
        waiting.add(packet);
        given.signal();
    }

    private void run() {
        try {
            for (var next = next(); next != null; next = next()) {
                channel.send(next.packet(), 0, next.packet().length);
                if (next.payload() != null) {
                    channel.send(next.payload().bytes(), 0, next.payload().length());
                }
                flushAfterLast();
            }
        } catch (IOException e) {
            failed.accept(lost(e));
        }
    }

    private static SessionLostException lost(IOException e) {
        return new SessionLostException(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    /** The next packet, which nobody else may overtake from now on; null at the end. */
    private Outgoing next() {
        lock.lock();
        try {
            sending = false;
            while ((waiting.isEmpty() || sending) && !closed) {
                given.awaitUninterruptibly();
            }
            sending = !closed;
            return closed ? null : waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private void flushAfterLast() throws IOException {
        boolean last;
        lock.lock();
        try {
            last = waiting.isEmpty();
        } finally {
            lock.unlock();
        }
        if (last) {
            channel.flush();
        }
    }

    /** Lets the thread end; nothing more is sent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            given.signal();
        } finally {
            lock.unlock();
        }
    }
}
