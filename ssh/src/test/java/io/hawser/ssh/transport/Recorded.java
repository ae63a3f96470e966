package io.hawser.ssh.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a channel delivers. */
class Recorded implements ChannelListener {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final CompletableFuture<Closing> closing = new CompletableFuture<>();
    final AtomicInteger ends = new AtomicInteger();
    final AtomicInteger closings = new AtomicInteger();

    @Override
    public synchronized void data(byte[] bytes, int offset, int length) throws java.io.IOException {
        output.write(bytes, offset, length);
    }

    @Override
    public synchronized void errorData(byte[] bytes, int offset, int length) {
        errors.write(bytes, offset, length);
    }

    @Override
    public void eof() {
        ends.incrementAndGet();
    }

    @Override
    public void closed(Closing how) {
        closings.incrementAndGet();
        closing.complete(how);
    }

    /** Waits for the end of the channel. */
    Closing end() throws InterruptedException, ExecutionException, TimeoutException {
        return closing.get(60, TimeUnit.SECONDS);
    }

    synchronized String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    synchronized byte[] bytes() {
        return output.toByteArray();
    }

    synchronized String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }
}
