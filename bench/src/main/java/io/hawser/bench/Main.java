package io.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code ./hawser-bench [ROUNDS]}: runs all works and writes {@code bench/results/}. */
public final class Main {
    private static final int ROUNDS = 7;

    private Main() {}

    /** {@code arguments}: the folder of the checkout, and perhaps a number of rounds, 5 or more. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var root = Path.of(arguments[0]);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        if (rounds < 5) {
            System.err.println("hawser-bench: a median needs 5 rounds or more, not " + rounds);
            System.exit(2);
        }
        var shared = Path.of("/dev/shm");
        var memory = Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
        var text = "# Measured " + Instant.now().truncatedTo(ChronoUnit.MINUTES) + "\n\n" + machine() + "\n\n"
                + new WorkA(root.resolve("hawser"), memory).measure(rounds);
        var results = Files.createDirectories(root.resolve("bench/results"));
        Files.writeString(results.resolve("A.md"), text);
        System.out.println(text);
    }

    private static String machine() throws IOException {
        var model = "unknown processor";
        var info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            model = Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(model);
        }
        return Runtime.getRuntime().availableProcessors() + " × " + model + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + Runtime.version()
                + ". Contenders took turns; a ratio above 1 is faster than that peer. The result's size is checked each time.";
    }
}
