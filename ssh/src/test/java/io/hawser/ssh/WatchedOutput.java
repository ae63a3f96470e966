package io.hawser.ssh;

import io.hawser.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Collects, and can be looked at while it does. */
final class WatchedOutput extends ByteArrayOutputStream {
    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger closings = new AtomicInteger();

    void awaitText(String text) {
        Eventually.holds(() -> toString(StandardCharsets.UTF_8).contains(text), () -> "only: " + this);
    }

    @Override
    public void flush() {
        flushes.incrementAndGet();
    }

    @Override
    public void close() {
        closings.incrementAndGet();
    }
}
