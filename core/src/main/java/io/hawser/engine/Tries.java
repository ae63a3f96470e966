package io.hawser.engine;

import io.hawser.StoreException;
import io.hawser.Ticker;
import io.hawser.TransferEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * The one place that decides whether to try again, and when. It counts tries in a row without progress of the transfer as a whole: as long as any
 * of its parts moves, none of them gives up.
 */
final class Tries {
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private final Run run;
    private final Ticker ticker;
    private final CancelToken token;
    private final LongSupplier progress;
    private long seen;
    private int inARow;

    /** {@code progress} rises with every byte that makes a further try worth while. */
    Tries(Run run, Ticker ticker, CancelToken token, LongSupplier progress) {
        this.run = run;
        this.ticker = ticker;
        this.token = token;
        this.progress = progress;
        this.seen = progress.getAsLong();
    }

    /**
     * Takes note of a failed try and returns after a pause when there is to be another.
     *
     * @throws IOException {@code failure} when it is final or was one too many, or why the copy was called off meanwhile
     */
    void failed(IOException failure) throws IOException {
        token.check();
        if (!(failure instanceof StoreException told) || !told.retryable()) {
            throw failure;
        }
        long now = progress.getAsLong();
        inARow = now > seen ? 0 : inARow + 1;
        seen = now;
        var policy = run.options().retry();
        if (policy.attempts() == 1 || inARow >= policy.attempts()) {
            throw policy.attempts() == 1
                    ? told
                    : told.withNote("gave up after " + inARow + " tries in a row that brought no byte");
        }
        var pause = pause(told);
        run.retried();
        run.emit(new TransferEvent.Retrying(told, inARow, policy.attempts(), pause));
        if (pause.isPositive()) {
            run.slot().sleeping(() -> token.sleep(ticker, pause), token);
        }
    }

    private Duration pause(StoreException failure) throws StoreException {
        long bound = run.options().retry().bound(inARow).toNanos();
        var jittered = Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound + 1));
        if (failure instanceof StoreException.Throttled throttled
                && throttled.retryAfter().isPresent()) {
            var asked = throttled.retryAfter().get();
            if (asked.compareTo(LONGEST_RETRY_AFTER) > 0) {
                throw failure.withNote("asks to wait " + asked.toSeconds() + " s, longer than Hawser does");
            }
            return asked.compareTo(jittered) > 0 ? asked : jittered;
        }
        return jittered;
    }
}
