package io.hawser.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TCP without TLS. */
final class PlainWire implements Wire {
    private final SocketChannel channel;

    PlainWire(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        var last = buffers[buffers.length - 1];
        while (last.hasRemaining()) {
            if (buffers.length == 1) {
                channel.write(last);
            } else {
                channel.write(buffers);
            }
        }
    }

    @Override
    public boolean quiet() {
        return quiet(channel);
    }

    /** One system call instead of five. */
    static boolean nothingCame(SocketChannel channel) {
        try {
            return channel.socket().getInputStream().available() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    static boolean quiet(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            boolean nothing = channel.read(ByteBuffer.allocate(1)) == 0;
            channel.configureBlocking(true);
            return nothing;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public boolean quietLately() {
        return nothingCame(channel);
    }

    @Override
    public void abort() {
        close(channel);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and nobody waits for what the other side still had to say.
        }
    }
}
