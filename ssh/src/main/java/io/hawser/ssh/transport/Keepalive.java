package io.hawser.ssh.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Finds out that the other side is gone. Counts only time in which the reading thread waits for bytes: while a listener holds it up, what comes in lies unread.
 */
final class Keepalive {
    private final Wire wire;
    private final Duration interval;
    private final int count;
    private final Runnable ask;

    /** {@code ask} sends something that must be answered; after {@code count} of them, an {@code interval} apart, the wire is closed. */
    Keepalive(Wire wire, Duration interval, int count, Runnable ask) {
        this.wire = wire;
        this.interval = interval;
        this.count = count;
        this.ask = ask;
    }

    /** Until the wire is closed. */
    void start() {
        if (interval.isPositive()) {
            Thread.ofVirtual().name("hawser-ssh-keepalive " + wire.peer()).start(this::run);
        }
    }

    private void run() {
        long step = TimeUnit.NANOSECONDS.convert(interval);
        long last = System.nanoTime();
        int asked = 0;
        try {
            while (wire.reason().isEmpty()) {
                long silence = wire.silence();
                long since = System.nanoTime() - last;
                if (asked > 0 && silence < since) {
                    asked = 0;
                }
                if (silence < step) {
                    wire.awaitClose(Duration.ofNanos(step - silence));
                } else if (asked > 0 && since < step) {
                    wire.awaitClose(Duration.ofNanos(step - since));
                } else if (asked == count && since < 2 * step) {
                    wire.close("no answer to keep-alives for "
                            + interval.multipliedBy(count).toSeconds() + " s");
                } else {
                    // Whoever was held up himself (stopped, or on a machine that was) has heard nothing meanwhile: he
                    // asks before he judges.
                    asked = Math.min(asked + 1, count);
                    last = System.nanoTime();
                    // In a key exchange sending waits, and must not hold up the counting.
                    Thread.ofVirtual().start(ask);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
