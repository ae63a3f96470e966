package io.hawser.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Has contenders do the same work in turn, so that what disturbs the machine disturbs all of them alike. */
final class Race {
    private final List<Contender> contenders;
    private final Map<Contender, List<Contender.Sample>> samples = new LinkedHashMap<>();
    private final List<String> absent = new ArrayList<>();
    private final Map<Contender, String> versions = new LinkedHashMap<>();

    Race(List<Contender> all) {
        contenders = new ArrayList<>();
        for (var contender : all) {
            var availability = contender.availability();
            availability
                    .missing()
                    .ifPresentOrElse(why -> absent.add("skipped: " + contender.name() + ", since " + why), () -> {
                        contenders.add(contender);
                        versions.put(contender, availability.version());
                    });
        }
    }

    /** Runs {@code rounds} rounds after one that does not count; who fails in that one is left out of the others. */
    void run(int rounds) throws IOException, InterruptedException {
        for (var contender : List.copyOf(contenders)) {
            try {
                report(contender, contender.run());
            } catch (IOException e) {
                contenders.remove(contender);
                absent.add("failed: " + contender.name() + ", " + e.getMessage());
                System.err.println(absent.getLast());
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (var contender : contenders) {
                var sample = contender.run();
                report(contender, sample);
                samples.computeIfAbsent(contender, _ -> new ArrayList<>()).add(sample);
            }
        }
    }

    private static void report(Contender contender, Contender.Sample sample) {
        System.err.printf(Locale.ROOT, "%s: %.3f s%n", contender.name(), sample.seconds());
    }

    /** A Markdown table: medians, spread, and speed as a ratio to each of {@code peers} that took part. */
    String table(List<String> peers) {
        var present = contenders.stream().filter(c -> peers.contains(c.name())).toList();
        var out = new StringBuilder("| who | median s | least–most s | CPU s |");
        present.forEach(p -> out.append(" × ").append(p.name()).append(" |"));
        out.append("\n| --- | --- | --- | --- |")
                .append(" --- |".repeat(present.size()))
                .append('\n');
        for (var contender : contenders) {
            var own = seconds(contender);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f–%.3f | %.2f |",
                    contender.name(),
                    median(own),
                    own.getFirst(),
                    own.getLast(),
                    median(sorted(contender, false))));
            for (var peer : present) {
                out.append(String.format(Locale.ROOT, " %.2f |", median(seconds(peer)) / median(own)));
            }
            out.append('\n');
        }
        absent.forEach(line -> out.append('\n').append(line).append('\n'));
        out.append('\n');
        contenders.forEach(c -> out.append("- ")
                .append(c.name())
                .append(": ")
                .append(versions.get(c))
                .append('\n'));
        return out.toString();
    }

    private List<Double> seconds(Contender contender) {
        return sorted(contender, true);
    }

    private List<Double> sorted(Contender contender, boolean wall) {
        return samples.get(contender).stream()
                .map(s -> wall ? s.seconds() : s.cpuSeconds())
                .sorted()
                .toList();
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
