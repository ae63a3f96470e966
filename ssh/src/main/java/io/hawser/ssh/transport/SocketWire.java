package io.hawser.ssh.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A TCP connection. */
final class SocketWire implements Wire, Outbox.Line {
    /** Several packets a system call: the library above asks for four bytes and then for the rest of each packet. */
    private static final int BUFFER = 512 << 10;

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private final Outbox outbox;
    private final Incoming incoming = new Incoming();
    private final String peer;
    private final AtomicReference<String> reason = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long waitingSince;
    private volatile Runnable beforeWaiting = () -> {};

    /** Over a connected channel, which is closed with this. */
    SocketWire(SocketChannel channel, String peer) throws IOException {
        this.channel = channel;
        this.peer = peer;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.configureBlocking(false);
        this.readable = Selector.open();
        this.writable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
        this.outbox = new Outbox(this, "hawser-ssh-send " + peer);
    }

    @Override
    public InputStream input() {
        return incoming;
    }

    @Override
    public OutputStream output() {
        return outbox;
    }

    @Override
    public void awaitRoom(BooleanSupplier needless) throws IOException {
        outbox.awaitRoom(needless);
    }

    @Override
    public void offer(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        for (channel.write(bytes); bytes.hasRemaining(); channel.write(bytes)) {
            select(writable);
        }
    }

    @Override
    public void close(String why) {
        reason.compareAndSet(null, why);
        closed.countDown();
        outbox.close();
        try (channel;
                readable;
                writable) {
            readable.wakeup();
        } catch (IOException _) {
            // Nothing more can be done for a socket that cannot be closed.
        }
    }

    @Override
    public Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }

    @Override
    public void awaitClose(Duration time) throws InterruptedException {
        closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void beforeWaiting(Runnable action) {
        beforeWaiting = action;
    }

    @Override
    public long silence() {
        long since = waitingSince;
        return since == 0 ? 0 : Math.max(1, System.nanoTime() - since);
    }

    @Override
    public String peer() {
        return peer;
    }

    private static void select(Selector selector) throws IOException {
        try {
            selector.select();
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
        if (Thread.interrupted()) {
            throw new IOException("interrupted");
        }
    }

    private final class Incoming extends InputStream {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).flip();

        @Override
        public int read() throws IOException {
            return fill() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(bytes, offset, count);
            return count;
        }

        @Override
        public int available() {
            return buffer.remaining();
        }

        @Override
        public void close() {
            SocketWire.this.close(WireProxy.BROKE_OFF);
        }

        private boolean fill() throws IOException {
            if (buffer.hasRemaining()) {
                return true;
            }
            buffer.clear();
            try {
                int count = channel.read(buffer);
                if (count == 0) {
                    count = await();
                }
                if (count < 0) {
                    reason.compareAndSet(null, "the server closed the connection");
                }
                return count > 0;
            } catch (IOException e) {
                var told = reason.get();
                if (told != null) {
                    throw new EOFException(told);
                }
                reason.set(Shown.words(e));
                throw e;
            } finally {
                buffer.flip();
            }
        }

        private int await() throws IOException {
            beforeWaiting.run();
            waitingSince = System.nanoTime() | 1;
            try {
                int count;
                do {
                    select(readable);
                    count = channel.read(buffer);
                } while (count == 0);
                return count;
            } finally {
                waitingSince = 0;
            }
        }
    }
}
