package io.hawser.engine;

import io.hawser.Ticker;
import java.io.IOException;
import java.time.Duration;

/** Holds all transfers together to so many bytes a second. Bytes are paid for after they came, so the limit holds over any second or longer. */
final class RateLimiter {
    private static final long GRACE = Duration.ofMillis(20).toNanos();

    private final Ticker ticker;
    private final long bytesPerSecond;
    private long paidUntil;

    /** {@code bytesPerSecond} 0: no limit. */
    RateLimiter(Ticker ticker, long bytesPerSecond) {
        this.ticker = ticker;
        this.bytesPerSecond = bytesPerSecond;
        this.paidUntil = ticker.nanos();
    }

    void take(long bytes, CancelToken token) throws IOException {
        if (bytesPerSecond == 0) {
            return;
        }
        long wait;
        synchronized (this) {
            long now = ticker.nanos();
            paidUntil = Math.max(paidUntil, now) + Math.round(bytes * 1e9 / bytesPerSecond);
            wait = paidUntil - now;
        }
        if (wait > GRACE) {
            token.sleep(ticker, Duration.ofNanos(wait));
        }
    }
}
