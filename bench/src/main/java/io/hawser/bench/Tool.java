package io.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A program that is started anew for each measurement, as a user starts it. */
final class Tool implements Contender {
    private final String name;
    private final List<String> versionCommand;
    private final List<String> command;
    private final Path result;
    private final long expectedSize;

    /** {@code command} must make {@code result}, a file of {@code expectedSize} bytes. */
    Tool(String name, List<String> versionCommand, List<String> command, Path result, long expectedSize) {
        this.name = name;
        this.versionCommand = versionCommand;
        this.command = command;
        this.result = result;
        this.expectedSize = expectedSize;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Availability availability() {
        try {
            var process = builder(versionCommand).redirectErrorStream(true).start();
            var first = new String(process.getInputStream().readAllBytes())
                    .lines()
                    .findFirst()
                    .orElse("");
            return process.waitFor() == 0 ? Availability.of(first) : Availability.missing(first);
        } catch (IOException _) {
            return Availability.missing(versionCommand.getFirst() + " is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Availability.missing("interrupted");
        }
    }

    @Override
    public Sample run() throws IOException, InterruptedException {
        Files.deleteIfExists(result);
        var times = Files.createTempFile("hawser-bench", ".times");
        try {
            // bash's own clock counts the CPU time of the program and of what it waited for.
            var timed = new ArrayList<>(List.of(
                    "bash",
                    "-c",
                    "TIMEFORMAT='%U %S'; { time \"$@\" >&3 2>&1; } 3>/dev/null 2>\"$0\"",
                    times.toString()));
            timed.addAll(command);
            long started = System.nanoTime();
            int status = builder(timed).inheritIO().start().waitFor();
            double seconds = (System.nanoTime() - started) / 1e9;
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " ended with status " + status);
            }
            if (Files.size(result) != expectedSize) {
                throw new IOException(name + " left " + Files.size(result) + " bytes instead of " + expectedSize);
            }
            return new Sample(seconds, cpuSeconds(Files.readString(times)));
        } finally {
            Files.delete(times);
        }
    }

    private static double cpuSeconds(String times) {
        var words = times.strip().split("\\s+");
        return words.length == 2 ? Double.parseDouble(words[0]) + Double.parseDouble(words[1]) : Double.NaN;
    }

    private static ProcessBuilder builder(List<String> words) {
        var builder = new ProcessBuilder(words);
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy") || name.startsWith("HAWSER_"));
        return builder;
    }
}
