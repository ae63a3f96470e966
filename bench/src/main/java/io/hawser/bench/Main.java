package io.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./hawser-bench [--try] [ROUNDS] [WORK...]}: runs works and writes {@code bench/results/}. */
public final class Main {
    private static final int ROUNDS = 7;
    private static final int FEWEST = 5;

    private Main() {}

    private static Map<String, Work> works() {
        var works = new TreeMap<String, Work>();
        works.put("A", new WorkA());
        works.put("B", new WorkB());
        works.put("C", new WorkC());
        works.put("D", new WorkD());
        works.put("E", new WorkE());
        works.put("F", new WorkF());
        works.put("G", new WorkG());
        works.put("H", new WorkH());
        works.put("I", new WorkI());
        return works;
    }

    /** {@code arguments}: the folder of the checkout, and those of the command. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var root = Path.of(arguments[0]);
        var words = new ArrayDeque<>(List.of(arguments).subList(1, arguments.length));
        boolean trial = words.removeFirstOccurrence("--try");
        int rounds = words.isEmpty() || !words.getFirst().matches("\\d+")
                ? trial ? 1 : ROUNDS
                : Integer.parseInt(words.removeFirst());
        var works = works();
        if (!works.keySet().containsAll(words)) {
            refuse("the works are " + works.keySet() + ", not " + words);
        }
        if (rounds < (trial ? 1 : FEWEST)) {
            refuse("a median needs " + FEWEST + " rounds or more, not " + rounds
                    + "; --try takes fewer and writes no result");
        }
        if (!words.isEmpty()) {
            works.keySet().retainAll(words);
        }
        var shared = Path.of("/dev/shm");
        var memory = Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
        var place = new Place(root.resolve("hawser"), memory, rounds);
        var results = Files.createDirectories(root.resolve("bench/results"));
        for (var work : works.entrySet()) {
            var measured = "# Measured " + Instant.now().truncatedTo(ChronoUnit.MINUTES) + "\n\n" + machine() + " "
                    + rounds + " rounds.\n\n" + work.getValue().measure(place);
            if (trial) {
                System.out.println("A trial, which proves nothing.\n\n" + measured);
            } else {
                Files.writeString(results.resolve(work.getKey() + ".md"), measured);
                System.out.println(measured);
            }
        }
    }

    private static void refuse(String why) {
        System.err.println("hawser-bench: " + why);
        System.exit(2);
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
                + ". Contenders took turns; a ratio above 1 is faster than that peer. What is made is checked for its size each time.";
    }
}
