package io.hawser;

import java.time.Duration;

/**
 * When to try again: {@code attempts} tries in a row that bring no byte (1 or more; a try that brings one starts the count anew, but with {@code attempts} 1 nothing is ever tried again), with a pause
 * chosen at random between nothing and a bound that begins at {@code firstDelay}, doubles with every try and never exceeds {@code maxDelay}.
 * A store that says how long to wait is obeyed.
 */
public record RetryPolicy(int attempts, Duration firstDelay, Duration maxDelay) {
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be 1 or more, not " + attempts);
        }
        if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "delays must be 0 or more, and the first at most the longest: " + firstDelay + ", " + maxDelay);
        }
    }

    /** Five tries in a row; pauses up to 0.2 s at first and 30 s at most. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(5, Duration.ofMillis(200), Duration.ofSeconds(30));
    }

    public RetryPolicy withAttempts(int count) {
        return new RetryPolicy(count, firstDelay, maxDelay);
    }

    /** The longest pause after the {@code failures}-th try in a row without progress, counted from 1. */
    public Duration bound(int failures) {
        var doubled = firstDelay.multipliedBy(1L << Math.clamp(failures - 1L, 0, 30));
        return doubled.compareTo(maxDelay) < 0 ? doubled : maxDelay;
    }
}
