package io.hawser;

import java.time.Duration;

/** The time that limits and pauses go by. Tests put in one that they advance themselves. */
public interface Ticker {
    /** Nanoseconds from a fixed but arbitrary moment, never going back. */
    long nanos();

    /** Waits that long. */
    void sleep(Duration duration) throws InterruptedException;

    /** The machine's own clock. */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
