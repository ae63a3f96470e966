package io.hawser.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A program that is started anew for each measurement, as a user starts it. */
final class Tool implements Contender {
    private final String name;
    private final List<String> versionCommand;
    private final List<String> command;
    private final Product product;
    private final Optional<Path> output;
    private final Map<String, String> environment;

    /** {@code command} must make {@code product}. */
    Tool(String name, List<String> versionCommand, List<String> command, Product product) {
        this(name, versionCommand, command, product, Optional.empty());
    }

    /** As above, with the standard output going to a file. */
    Tool(String name, List<String> versionCommand, List<String> command, Product product, Optional<Path> output) {
        this(name, versionCommand, command, product, output, Map.of());
    }

    private Tool(
            String name,
            List<String> versionCommand,
            List<String> command,
            Product product,
            Optional<Path> output,
            Map<String, String> environment) {
        this.name = name;
        this.versionCommand = versionCommand;
        this.command = command;
        this.product = product;
        this.output = output;
        this.environment = environment;
    }

    /** The same with further environment variables. */
    Tool with(Map<String, String> variables) {
        return new Tool(name, versionCommand, command, product, output, variables);
    }

    /** The same under another name in the table. */
    Tool as(String other) {
        return new Tool(other, versionCommand, command, product, output, environment);
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
        product.clear();
        var times = Files.createTempFile("hawser-bench", ".times");
        try {
            // bash's own clock counts the CPU time of the program and of what it waited for.
            var timed = new ArrayList<>(
                    List.of("bash", "-c", "TIMEFORMAT='%U %S'; { time \"$@\" 2>&4; } 4>&2 2>\"$0\"", times.toString()));
            timed.addAll(command);
            var builder =
                    builder(timed).redirectInput(new File("/dev/null")).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            builder.redirectOutput(output.map(Path::toFile).orElse(new File("/dev/null")));
            long started = System.nanoTime();
            int status = builder.start().waitFor();
            double seconds = (System.nanoTime() - started) / 1e9;
            if (status != 0) {
                throw new IOException(command.getFirst() + " ended with status " + status);
            }
            product.check();
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
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy")
                        || name.startsWith("HAWSER_")
                        || name.startsWith("AWS_"));
        return builder;
    }
}
