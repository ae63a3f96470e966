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

    Race(List<Contender> all) {
        contenders = new ArrayList<>();
        for (var contender : all) {
            contender
                    .availability()
                    .missing()
                    .ifPresentOrElse(
                            why -> absent.add("skipped: " + contender.name() + ", since " + why),
                            () -> contenders.add(contender));
        }
    }

    /** Runs {@code rounds} rounds, at least 5, after one that does not count. */
    void run(int rounds) throws IOException, InterruptedException {
        for (int round = 0; round <= rounds; round++) {
            for (var contender : contenders) {
                var sample = contender.run();
                System.err.printf(Locale.ROOT, "%s: %.3f s%n", contender.name(), sample.seconds());
                if (round > 0) {
                    samples.computeIfAbsent(contender, _ -> new ArrayList<>()).add(sample);
                }
            }
        }
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
                .append(c.availability().version())
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
