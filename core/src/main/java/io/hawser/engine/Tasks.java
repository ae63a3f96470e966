package io.hawser.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/**
 * Pieces of work that belong together: the first failure calls the others off, and {@link #join} waits for all of them and then throws it. What
 * {@code StructuredTaskScope} will do once it is no longer a preview.
 */
final class Tasks {
    /** A piece of work. */
    interface Work {
        void run() throws IOException;
    }

    private final Executor executor;
    private final CancelToken token;
    private final List<CountDownLatch> running = new ArrayList<>();
    private Throwable first;

    /** {@code token} is cancelled by the first failure; all the work must heed it. */
    Tasks(Executor executor, CancelToken token) {
        this.executor = executor;
        this.token = token;
    }

    /** Starts a piece of work on a thread of its own. Called from one thread only, as is {@link #join}. */
    void fork(Work work) {
        var ended = new CountDownLatch(1);
        running.add(ended);
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (Throwable e) {
                    failed(e);
                } finally {
                    ended.countDown();
                }
            });
        } catch (RuntimeException | Error e) {
            // No thread could be had; those that run already must be waited for all the same.
            failed(e);
            ended.countDown();
        }
    }

    private void failed(Throwable failure) {
        synchronized (this) {
            if (first != null) {
                return;
            }
            first = failure;
        }
        token.cancel(null);
    }

    /** Waits for all, then throws the first failure if there was one. */
    void join() throws IOException {
        running.forEach(Uninterrupted::await);
        synchronized (this) {
            switch (first) {
                case null -> {}
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(first);
            }
        }
    }
}
