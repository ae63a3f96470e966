package io.hawser.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A child process. Closing it kills it, and what it started, by their ids. */
public final class RunningCommand implements AutoCloseable {
    /** A signal that a process can be sent. */
    public enum Signal {
        /** Cannot be handled. */
        KILL,
        /** What the end of a terminal sends. */
        HUP,
        /** What Ctrl-C sends. */
        INT,
        /** Asks to end. */
        TERM,
        /** Suspends the process. */
        STOP
    }

    private static final Duration GUARD = Duration.ofMinutes(3);

    private final Command command;
    private final Process process;
    private final Optional<Path> ownHome;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Thread> pumps;

    RunningCommand(Command command, Process process, Optional<Path> ownHome) {
        this.command = command;
        this.process = process;
        this.ownHome = ownHome;
        this.pumps = List.of(
                pump("out", () -> process.getInputStream().transferTo(out)),
                pump("err", () -> process.getErrorStream().transferTo(err)),
                pump("in", () -> {
                    try (OutputStream in = process.getOutputStream()) {
                        command.input().writeTo(in);
                    }
                }));
    }

    private interface Copy {
        void run() throws IOException;
    }

    private Thread pump(String name, Copy copy) {
        return Thread.ofPlatform()
                .daemon()
                .name("testkit-command-" + process.pid() + "-" + name)
                .start(() -> {
                    try {
                        copy.run();
                    } catch (IOException _) {
                        // The other end of the pipe is gone: the process has ended, or closed this stream.
                    }
                });
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to standard output so far. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it has written to standard error so far. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Sends a signal to the process, not to what it started. */
    public void signal(Signal signal) throws IOException {
        signal(process, signal);
    }

    /** Sends two signals in the same moment; two of one kind could arrive as one. */
    public void signalTogether(Signal one, Signal other) throws IOException {
        kill("kill -" + one + " " + pid() + "; kill -" + other + " " + pid());
    }

    static void signal(Process process, Signal signal) throws IOException {
        if (signal == Signal.KILL) {
            process.destroyForcibly();
        } else {
            kill("kill -" + signal + " " + process.pid());
        }
    }

    /** By the shell's own kill: a program of that name is not everywhere. */
    private static void kill(String words) throws IOException {
        Process kill =
                new ProcessBuilder("sh", "-c", words).redirectErrorStream(true).start();
        try (InputStream messages = kill.getInputStream()) {
            messages.readAllBytes();
        }
    }

    /**
     * Sends a signal as soon as a condition holds, such as that a server has sent so many bytes.
     *
     * @return false if the process ended before
     */
    public boolean signalWhen(Signal signal, BooleanSupplier condition) throws IOException {
        Eventually.holds(() -> condition.getAsBoolean() || !isAlive(), () -> describe("not " + signal + "ed"));
        if (!isAlive()) {
            return false;
        }
        signal(signal);
        return true;
    }

    /** Sends a signal again and again until the process has ended. */
    public void signalUntilEnded(Signal signal) throws IOException {
        Eventually.holds(
                () -> {
                    try {
                        signal(signal);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return !isAlive();
                },
                () -> describe("not ended by " + signal));
    }

    /**
     * Waits for its end.
     *
     * @throws AssertionError with a dump of its threads and its output if it does not end within some minutes
     */
    public Command.Finished await() throws IOException {
        try {
            if (!process.waitFor(GUARD.toNanos(), TimeUnit.NANOSECONDS)) {
                String threads = threads();
                destroy();
                throw new AssertionError(describe("did not end within " + GUARD) + "\n--- threads\n" + threads);
            }
            for (Thread pump : pumps) {
                // What the process started may hold its pipes open, which is a hang all the same.
                if (!pump.join(GUARD)) {
                    throw new AssertionError(describe("ended, but not its " + pump.getName()));
                }
            }
            return new Command.Finished(command, process.exitValue(), out.toByteArray(), err.toByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(describe("was still awaited at an interrupt"), e);
        }
    }

    private String describe(String what) {
        return String.join(" ", command.words()) + "\n" + what + "\n--- standard output\n" + out()
                + "\n--- standard error\n" + err();
    }

    private String threads() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid()),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        Thread killer = Thread.ofVirtual().start(() -> {
            try {
                if (!jcmd.waitFor(20, TimeUnit.SECONDS)) {
                    jcmd.destroyForcibly();
                }
            } catch (InterruptedException _) {
                jcmd.destroyForcibly();
            }
        });
        String dump = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        killer.join();
        return dump;
    }

    private void destroy() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException {
        destroy();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (ownHome.isPresent()) {
            delete(ownHome.get());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
