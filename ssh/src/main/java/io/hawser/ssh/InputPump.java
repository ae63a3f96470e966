package io.hawser.ssh;

import io.hawser.ssh.transport.Channel;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Sends what a feed gives to a command, from a thread of its own that nobody waits for: a read of somebody's terminal may never return. */
final class InputPump {
    private static final int BLOCK = 1 << 15;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final long CLOSING_MILLIS = 1000;

    private final Feed feed;
    private final Consumer<Throwable> onFailure;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean stopped;

    /**
     * Nothing is read yet.
     *
     * @param onFailure told when reading failed, from the pump's thread
     */
    InputPump(Feed feed, Consumer<Throwable> onFailure) {
        this.feed = feed;
        this.onFailure = onFailure;
    }

    void start(Channel channel) {
        Thread.ofPlatform().daemon().name("hawser-exec-input").start(() -> run(channel));
    }

    private void run(Channel channel) {
        var block = new byte[BLOCK];
        try {
            while (!stopped) {
                int count = feed.read(block);
                if (stopped || !sent(channel, block, count)) {
                    break;
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                onFailure.accept(e);
            }
        } finally {
            release();
        }
    }

    /** Whether there is more to be sent. A command that closed its input, or ended, is no error: it had what it wanted. */
    private static boolean sent(Channel channel, byte[] block, int count) {
        try {
            if (count < 0) {
                channel.sendEof();
                return false;
            }
            if (count == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
                return true;
            }
            channel.send(block, 0, count);
            channel.flush();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Nothing more is wanted. Closes or releases the feed, and waits for that, but only for so long: closing may block behind a read. */
    void stop() throws InterruptedException {
        stopped = true;
        Thread.ofPlatform()
                .daemon()
                .name("hawser-exec-input-close")
                .start(this::release)
                .join(CLOSING_MILLIS);
    }

    private void release() {
        if (released.compareAndSet(false, true)) {
            try {
                feed.close();
            } catch (IOException | RuntimeException _) {
                // All that was to be read from it has been read.
            }
        }
    }
}
