package io.hawser.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Standard output, buffered, with every failure told: {@code System.out} would swallow it. */
final class StandardOutput implements AutoCloseable {
    private static final String NAME = "standard output";

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13);

    @SuppressWarnings("resource") // the descriptor is the process's own and stays open
    StandardOutput() {
        this.channel = new FileOutputStream(FileDescriptor.out).getChannel();
    }

    synchronized void print(String text) throws OutputException {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void line(String text) throws OutputException {
        print(text + "\n");
    }

    synchronized void write(ByteBuffer bytes) throws OutputException {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(buffer.remaining(), bytes.remaining());
            buffer.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
    }

    synchronized void flush() throws OutputException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new OutputException(NAME, e);
        } finally {
            // What could not be written once is not tried again: the failure has been told.
            buffer.clear();
        }
    }

    /** Hands over what is buffered. */
    @Override
    public void close() throws OutputException {
        flush();
    }
}
