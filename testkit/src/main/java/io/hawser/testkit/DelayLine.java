package io.hawser.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hands bytes on a fixed time after they came in. As on a long line, many may be under way at once; 64 MiB at most, so
 * that a stalled receiver holds the sender back.
 */
final class DelayLine {
    /** Takes the first {@code length} bytes of an array; the array is the caller's again afterwards. */
    @FunctionalInterface
    interface FarEnd {
        void accept(byte[] bytes, int length) throws IOException, InterruptedException;
    }

    private record Chunk(long due, byte[] bytes) {}

    private static final int UNDER_WAY = 64 << 20;

    private final Duration delay;
    private final FarEnd farEnd;
    private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final CountDownLatch ended = new CountDownLatch(1);

    DelayLine(Duration delay, FarEnd farEnd) {
        this.delay = delay;
        this.farEnd = farEnd;
    }

    /** Copies bytes in at the near end; waits while too many are under way. */
    void put(byte[] bytes, int length) throws InterruptedException {
        room.acquire(length);
        add(Arrays.copyOf(bytes, length));
    }

    /** Says that no more bytes follow. */
    void end() {
        // A read never yields an empty chunk, so one can stand for the end.
        add(new byte[0]);
    }

    private void add(byte[] bytes) {
        chunks.add(new Chunk(System.nanoTime() + delay.toNanos(), bytes));
    }

    /** Returns when nothing more will come out at the far end. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Hands on until the end of the line has come through, the far end fails or the thread is interrupted. */
    void run() throws IOException, InterruptedException {
        try {
            while (true) {
                Chunk chunk = chunks.take();
                TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
                if (chunk.bytes().length == 0) {
                    return;
                }
                farEnd.accept(chunk.bytes(), chunk.bytes().length);
                room.release(chunk.bytes().length);
            }
        } finally {
            ended.countDown();
        }
    }
}
