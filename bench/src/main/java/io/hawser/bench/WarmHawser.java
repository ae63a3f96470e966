package io.hawser.bench;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Version;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Hawser as a service runs it: one instance in this JVM, whose first repetitions do not count. */
final class WarmHawser implements Contender, AutoCloseable {
    private static final int WARM_UP = 3;

    private final Hawser hawser = Hawser.open(HawserOptions.defaults().withEnvironment(Map.of()));
    private final String url;
    private final Path result;
    private final CopyOptions options;
    private final String note;
    private boolean warm;

    WarmHawser(String note, String url, Path result, CopyOptions options) {
        this.note = note;
        this.url = url;
        this.result = result;
        this.options = options;
    }

    @Override
    public String name() {
        return "hawser, warm" + note;
    }

    @Override
    public Availability availability() {
        return Availability.of(Version.current() + " in this JVM, after " + WARM_UP + " repetitions");
    }

    @Override
    public Sample run() throws IOException, InterruptedException {
        for (int i = 0; !warm && i < WARM_UP; i++) {
            copy();
        }
        warm = true;
        return copy();
    }

    private Sample copy() throws IOException, InterruptedException {
        Files.deleteIfExists(result);
        long cpu = cpuNanos();
        long started = System.nanoTime();
        try {
            hawser.copy(Location.parse(url), Location.local(result.toString()), options)
                    .result();
        } catch (StoreException e) {
            throw new IOException("a measured copy failed", e);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        return new Sample(seconds, (cpuNanos() - cpu) / 1e9);
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? bean.getProcessCpuTime()
                : 0;
    }

    @Override
    public void close() {
        hawser.close();
    }
}
