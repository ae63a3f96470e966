package io.hawser.server.transport;

import io.hawser.Ticker;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Failed logins by address: each makes the next answer slower, and after many the address is turned away for a while. An IPv6 address stands for its /64,
 * which one client has as a whole.
 */
final class Offenders {
    /** So many are a matter of typing. */
    private static final int FREE = 3;

    private static final int MOST = 20;
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(8);
    private static final Duration MEMORY = Duration.ofMinutes(10);
    private static final int ADDRESSES = 10_000;
    private static final int NETWORK_BYTES = 8;

    private record Record(int failures, long last) {}

    private final Ticker clock;
    private final Map<String, Record> records = new HashMap<>();

    Offenders(Ticker clock) {
        this.clock = clock;
    }

    /** Notes a failure. */
    synchronized void failed(InetAddress address) {
        long now = clock.nanos();
        if (records.size() >= ADDRESSES) {
            records.values().removeIf(record -> isOver(record, now));
        }
        if (records.size() < ADDRESSES || records.containsKey(network(address))) {
            records.merge(
                    network(address),
                    new Record(1, now),
                    (old, one) -> new Record(isOver(old, now) ? 1 : old.failures + 1, now));
        }
    }

    /** Somebody has logged in from there. */
    synchronized void succeeded(InetAddress address) {
        records.remove(network(address));
    }

    /** How long to keep that address waiting for its next answer. */
    synchronized Duration delay(InetAddress address) {
        int excess = failures(address) - FREE;
        if (excess <= 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(excess - 1, MOST));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** Whether to talk to that address at all. */
    synchronized boolean isBanned(InetAddress address) {
        return failures(address) >= MOST;
    }

    private int failures(InetAddress address) {
        Record record = records.get(network(address));
        return record == null || isOver(record, clock.nanos()) ? 0 : record.failures;
    }

    private static boolean isOver(Record record, long now) {
        return now - record.last > MEMORY.toNanos();
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
    }
}
