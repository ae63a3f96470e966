package io.hawser.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A channel of the caller's, or a file. */
record ChannelFeed(ReadableByteChannel channel, boolean closes) implements Feed {
    @Override
    public int read(byte[] buffer) throws IOException {
        return channel.read(ByteBuffer.wrap(buffer));
    }

    @Override
    public void close() throws IOException {
        if (closes) {
            channel.close();
        }
    }
}
