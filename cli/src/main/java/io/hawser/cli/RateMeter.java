package io.hawser.cli;

import java.util.OptionalLong;

/** A rate that follows what happens now without jumping: an average in which a moment weighs half as much four seconds later. */
final class RateMeter {
    private static final double HALF_LIFE_SECONDS = 4;

    private long lastNanos;
    private long lastBytes;
    private double average;
    private double weight;

    RateMeter(long nanos) {
        this.lastNanos = nanos;
    }

    /** Takes the count of bytes at that moment and gives bytes a second. */
    double at(long nanos, long bytes) {
        double seconds = (nanos - lastNanos) / 1e9;
        if (seconds <= 0) {
            return rate();
        }
        // Bytes that were thrown away to be fetched again are no speed.
        double now = Math.max(0, bytes - lastBytes) / seconds;
        double keep = Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
        average = average * keep + now * (1 - keep);
        weight = weight * keep + (1 - keep);
        lastNanos = nanos;
        lastBytes = bytes;
        return rate();
    }

    private double rate() {
        return weight == 0 ? 0 : average / weight;
    }

    /** How long the rest takes at that rate, in seconds; absent where nobody can say. */
    static OptionalLong secondsLeft(OptionalLong total, long bytes, double rate) {
        return total.isEmpty() || rate < 1
                ? OptionalLong.empty()
                : OptionalLong.of((long) Math.ceil(Math.max(0, total.getAsLong() - bytes) / rate));
    }
}
