package io.hawser.server.transport;

import io.hawser.Ticker;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failed logins by address: each makes the next answer slower, and after many the address is turned away for a while. A login does not clear them: who has an
 * account would guess another's password for ever. An IPv6 address stands for its /64, which one client has as a whole.
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

    /** When one address failed last, {@link #MOST} times. */
    private static final class Record {
        private final long[] times = new long[MOST];
        private long count;

        void add(long now) {
            times[(int) (count % MOST)] = now;
            count++;
        }

        /** How many there were in the time before. */
        int recent(long now) {
            int known = (int) Math.min(count, MOST);
            return (int) Arrays.stream(times, 0, known)
                    .filter(time -> now - time <= MEMORY.toNanos())
                    .count();
        }

        boolean isBanned(long now) {
            if (count < MOST) {
                return false;
            }
            long last = times[(int) ((count - 1) % MOST)];
            long first = times[(int) (count % MOST)];
            return last - first <= MEMORY.toNanos() && now - last <= MEMORY.toNanos();
        }
    }

    private final Ticker clock;
    /** Those that failed last are at the end. */
    private final Map<String, Record> records = new LinkedHashMap<>();

    Offenders(Ticker clock) {
        this.clock = clock;
    }

    /** Notes a failure. */
    synchronized void failed(InetAddress address) {
        String network = network(address);
        Record record = records.remove(network);
        if (records.size() >= ADDRESSES) {
            records.remove(records.keySet().iterator().next());
        }
        Record kept = record == null ? new Record() : record;
        kept.add(clock.nanos());
        records.put(network, kept);
    }

    /** How long to keep that address waiting for its next answer. */
    synchronized Duration delay(InetAddress address) {
        Record record = records.get(network(address));
        int excess = record == null ? 0 : record.recent(clock.nanos()) - FREE;
        if (excess <= 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(excess - 1, MOST));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** Whether to talk to that address at all. */
    synchronized boolean isBanned(InetAddress address) {
        Record record = records.get(network(address));
        return record != null && record.isBanned(clock.nanos());
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
    }
}
