package io.hawser.bench;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Version;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** Hawser as a service runs it: one instance in this JVM, whose first repetitions do not count. */
final class WarmHawser implements Contender, AutoCloseable {
    private static final int WARM_UP = 3;

    private final Hawser hawser;
    private final Location from;
    private final Location to;
    private final Product product;
    private final String note;
    private boolean warm;

    /** {@code options} are those of the locations, by name. */
    WarmHawser(String note, Location from, Location to, Product product, Map<String, String> options) {
        this(
                note,
                from,
                to,
                product,
                HawserOptions.defaults().withEnvironment(Map.of()).withLocationOptions(_ -> options));
    }

    /** In an environment. */
    static WarmHawser in(Map<String, String> environment, Location from, Location to, Product product) {
        return new WarmHawser("", from, to, product, HawserOptions.defaults().withEnvironment(environment));
    }

    private WarmHawser(String note, Location from, Location to, Product product, HawserOptions options) {
        this.hawser = Hawser.open(options);
        this.note = note;
        this.from = from;
        this.to = to;
        this.product = product;
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
        product.clear();
        long cpu = cpuNanos();
        long started = System.nanoTime();
        try {
            hawser.copy(from, to, CopyOptions.defaults()).result();
        } catch (StoreException e) {
            throw new IOException("a measured copy failed", e);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        product.check();
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
