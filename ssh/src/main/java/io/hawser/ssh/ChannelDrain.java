package io.hawser.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to a channel. Also to one that does not block: whoever shares a pipe may have set it so for all, and then a stream would fail in the middle
 * of a write without saying how much it wrote.
 */
final class ChannelDrain implements Drain {
    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000;

    private final WritableByteChannel channel;
    private final boolean closes;
    private volatile boolean abandoned;

    ChannelDrain(WritableByteChannel channel, boolean closes) {
        this.channel = channel;
        this.closes = closes;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, offset, length);
        long pause = FIRST_PAUSE_NANOS;
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) > 0) {
                pause = FIRST_PAUSE_NANOS;
                continue;
            }
            if (abandoned) {
                throw new IOException("broken off while its reader took nothing");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    @Override
    public void end(Ending ending) throws IOException {
        if (closes) {
            channel.close();
        }
    }

    @Override
    public void abandon() {
        abandoned = true;
    }
}
