package io.hawser.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command to run as a child process: with a scrubbed environment, a home folder of its own, and nothing on standard
 * input unless some is given.
 *
 * @param words the program and its arguments
 * @param environment variables added to the scrubbed environment
 * @param folder where it runs; where the test runs if empty
 * @param home its home folder; a new, empty one, removed at the end, if empty
 * @param input what it reads from standard input
 * @param output the file its standard output goes to, which may be a device; collected if empty
 */
public record Command(
        List<String> words,
        Map<String, String> environment,
        Optional<Path> folder,
        Optional<Path> home,
        Content input,
        Optional<Path> output) {
    /** Keeps copies of the collections. */
    public Command {
        words = List.copyOf(words);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /** A program with arguments. */
    public static Command of(String... words) {
        return new Command(
                List.of(words), Map.of(), Optional.empty(), Optional.empty(), Content.empty(), Optional.empty());
    }

    /** A main class of the class path of this process, on the same JDK. */
    public static Command java(String mainClass, String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(entries -> entries != null && !entries.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        return of(java, "-cp", path, mainClass).and(arguments);
    }

    /** This command with more arguments. */
    public Command and(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all, environment, folder, home, input, output);
    }

    /** This command with a variable more in its environment. */
    public Command with(String name, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(name, value);
        return new Command(words, all, folder, home, input, output);
    }

    /** This command in another folder. */
    public Command in(Path other) {
        return new Command(words, environment, Optional.of(other), home, input, output);
    }

    /** This command with that home folder. */
    public Command atHome(Path other) {
        return new Command(words, environment, folder, Optional.of(other), input, output);
    }

    /** This command with something to read from standard input. */
    public Command reading(Content other) {
        return new Command(words, environment, folder, home, other, output);
    }

    /** This command with its standard output going to a file or device. */
    public Command writingTo(Path other) {
        return new Command(words, environment, folder, home, input, Optional.of(other));
    }

    /** Starts the command. */
    public RunningCommand start() throws IOException {
        Optional<Path> ownHome =
                home.isPresent() ? Optional.empty() : Optional.of(Files.createTempDirectory("hawser-testkit-home"));
        ProcessBuilder builder = new ProcessBuilder(words);
        ChildEnvironment.scrub(builder.environment());
        builder.environment().put("HOME", home.or(() -> ownHome).orElseThrow().toString());
        builder.environment().putAll(environment);
        folder.map(Path::toFile).ifPresent(builder::directory);
        output.map(Path::toFile).ifPresent(builder::redirectOutput);
        return new RunningCommand(this, builder.start(), ownHome);
    }

    /** Runs the command to its end. */
    public Finished run() throws IOException {
        try (RunningCommand running = start()) {
            return running.await();
        }
    }

    /**
     * How a command ended.
     *
     * @param status its exit status; 128 more than the signal's number where it died by a signal
     * @param out its standard output, where that was collected
     * @param err its standard error
     */
    public record Finished(Command command, int status, byte[] out, byte[] err) {
        /** Its standard output as text. */
        public String outText() {
            return new String(out, StandardCharsets.UTF_8);
        }

        /** Its standard error as text. */
        public String errText() {
            return new String(err, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return String.join(" ", command.words()) + "\nended with status " + status + "\n--- standard output\n"
                    + outText() + "\n--- standard error\n" + errText();
        }
    }
}
