package io.hawser.ssh.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * Bytes on their way out. Takes them without blocking; a thread, started when it is first needed, sends what could not go at once. Once sending has failed they
 * are dropped, and {@link #awaitRoom} throws.
 */
final class Outbox extends OutputStream {
    /** Where the bytes go. */
    interface Line {
        /** Sends what can be sent without waiting, perhaps nothing. */
        void offer(ByteBuffer bytes) throws IOException;

        /** Sends all of it, waiting as long as that takes. */
        void send(ByteBuffer bytes) throws IOException;
    }

    private static final int ROOM = 1 << 20;
    private static final int SPARES = 32;
    private static final long LOOK_UP_MILLIS = 100;

    private final Line line;
    private final String name;
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    /** Arrays that were sent, for what is queued next: an upload of gigabytes would leave as many as garbage. */
    private final ArrayDeque<byte[]> spares = new ArrayDeque<>();

    private long queued;
    private boolean sending;
    private boolean closed;
    private boolean broken;

    /** {@code name} is the thread's. */
    Outbox(Line line, String name) {
        this.line = line;
        this.name = name;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the connection is closed");
        }
        if (broken) {
            return;
        }
        var rest = ByteBuffer.wrap(bytes, offset, length);
        if (queued == 0) {
            try {
                line.offer(rest);
            } catch (IOException _) {
                breaks();
                return;
            }
        }
        if (rest.hasRemaining()) {
            queued += rest.remaining();
            queue.add(copy(rest));
            if (sending) {
                notifyAll();
            } else {
                sending = true;
                Thread.ofPlatform().daemon().name(name).start(this::send);
            }
        }
    }

    private ByteBuffer copy(ByteBuffer bytes) {
        var spare = spares.poll();
        var copy = spare != null && spare.length >= bytes.remaining() ? spare : new byte[bytes.remaining()];
        int length = bytes.remaining();
        bytes.get(copy, 0, length);
        return ByteBuffer.wrap(copy, 0, length);
    }

    /** Waits until no more than 1 MiB is queued, or until {@code needless}, which is asked every now and then. */
    synchronized void awaitRoom(BooleanSupplier needless) throws IOException {
        while (queued > ROOM && !closed && !broken && !needless.getAsBoolean()) {
            await();
        }
        if (closed || broken) {
            throw new IOException("the connection is closed");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        queue.clear();
        notifyAll();
    }

    private void send() {
        try {
            for (var next = take(); next != null; next = take()) {
                int length = next.remaining();
                line.send(next);
                sent(length, next.array());
            }
        } catch (IOException _) {
            breaks();
        }
    }

    /** The reading side may still find what the other side said before it went away: it tells the reason, and closes. */
    private synchronized void breaks() {
        broken = true;
        queue.clear();
        notifyAll();
    }

    private synchronized ByteBuffer take() throws IOException {
        while (queue.isEmpty() && !closed) {
            await();
        }
        return closed ? null : queue.remove();
    }

    private synchronized void sent(int length, byte[] spare) {
        queued -= length;
        if (spares.size() < SPARES) {
            spares.add(spare);
        }
        notifyAll();
    }

    private void await() throws IOException {
        try {
            wait(LOOK_UP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
