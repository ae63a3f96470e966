package io.hawser.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;

/** TLS by the JDK, over a channel that stays ours: closing it breaks off whatever the TLS layer is blocked in. */
final class TlsWire implements Wire {
    /** The most that one TLS record holds, RFC 8446 section 5.1. */
    private static final int RECORD = 16 << 10;

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] array = new byte[RECORD];

    TlsWire(SocketChannel channel, SSLSocket socket) throws IOException {
        this.channel = channel;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int count = in.read(array, 0, Math.min(array.length, buffer.remaining()));
        if (count > 0) {
            buffer.put(array, 0, count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        for (var buffer : buffers) {
            while (buffer.hasRemaining()) {
                int count = Math.min(array.length, buffer.remaining());
                buffer.get(array, 0, count);
                out.write(array, 0, count);
            }
        }
    }

    @Override
    public boolean quiet() {
        return PlainWire.quiet(channel);
    }

    @Override
    public boolean quietLately() {
        return PlainWire.nothingCame(channel);
    }

    @Override
    public void abort() {
        PlainWire.close(channel);
    }
}
