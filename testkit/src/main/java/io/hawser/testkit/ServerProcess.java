package io.hawser.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A server's process with a folder of its own and a log. What it starts for its clients is found by a mark in the
 * environment, since a command lives on when the connection that it was started for, and with it its parent, has ended.
 */
public final class ServerProcess implements AutoCloseable {
    static final String MARK = "HAWSER_TESTKIT_SERVER";

    private final Path home;
    private final Process process;
    private final Process guard;

    private ServerProcess(Path home, Process process, Process guard) {
        this.home = home;
        this.process = process;
        this.guard = guard;
    }

    /**
     * Starts a server and waits until it says that it is ready. It does not outlive this JVM, even one that is killed.
     *
     * @param home its folder, removed at the end
     * @param ready whether a line of its log says that it is
     * @return the server; it has ended already if it could not start
     */
    public static ServerProcess start(Path home, List<String> command, Predicate<String> ready) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(home).toFile());
        ChildEnvironment.scrub(builder.environment());
        builder.environment().put(MARK, home.toString());
        Process process = builder.start();
        // The standard input of this one ends with the JVM that holds the other end.
        Process guard = new ProcessBuilder("sh", "-c", "cat >/dev/null; kill -9 " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ServerProcess server = new ServerProcess(home, process, guard);
        Eventually.holds(
                () -> !server.process.isAlive() || server.find(ready).isPresent(),
                () -> command + " neither starts nor fails: " + server.log());
        return server;
    }

    private static Path log(Path home) {
        return home.resolve("log");
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** What it has logged so far. */
    public List<String> log() {
        try {
            String text = Files.readString(log(home), StandardCharsets.ISO_8859_1);
            // A last line without an end is still being written.
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of memory that it has now, as Linux counts its resident set. */
    long residentBytes() throws IOException {
        return status("VmRSS:");
    }

    /** The most that {@link #residentBytes} has been since the start, or since {@link #forgetPeak}. */
    public long peakResidentBytes() throws IOException {
        return status("VmHWM:");
    }

    /** Has {@link #peakResidentBytes} begin anew. */
    public void forgetPeak() throws IOException {
        // Linux, Documentation/filesystems/proc.rst: 5 resets the peak to the present size.
        Files.writeString(Path.of("/proc", Long.toString(pid()), "clear_refs"), "5");
    }

    private long status(String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            String line = lines.filter(candidate -> candidate.startsWith(field))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + field));
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
    }

    /** The first line of the log that is wanted. */
    public Optional<String> find(Predicate<String> wanted) {
        return log().stream().filter(wanted).findFirst();
    }

    /** How many lines of the log are wanted. */
    long count(Predicate<String> wanted) {
        return log().stream().filter(wanted).count();
    }

    /** All processes below this one, and those that it lost sight of. */
    List<ProcessHandle> sessions() {
        return Stream.concat(
                        process.descendants(),
                        ProcessHandle.allProcesses()
                                .filter(handle -> handle.pid() != process.pid() && isMarked(handle)))
                .distinct()
                .toList();
    }

    private boolean isMarked(ProcessHandle handle) {
        try {
            String environment = Files.readString(
                    Path.of("/proc", Long.toString(handle.pid()), "environ"), StandardCharsets.ISO_8859_1);
            return environment.contains(MARK + "=" + home + "\0");
        } catch (IOException _) {
            // It has ended meanwhile, or belongs to somebody else.
            return false;
        }
    }

    /** Kills the server and all that it started, waits for their ends and removes the folder. Idempotent. */
    @Override
    public void close() throws IOException {
        if (Files.notExists(home)) {
            return;
        }
        // First of all: later it could hit another process of the same number.
        guard.destroyForcibly();
        if (process.isAlive()) {
            // Suspended, it starts no process that the list below would not have.
            RunningCommand.signal(process, RunningCommand.Signal.STOP);
        }
        List<ProcessHandle> started = sessions();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        Eventually.holds(
                () -> {
                    // A shell that was just starting another program may have had the time for it.
                    List<ProcessHandle> left = sessions();
                    left.forEach(ProcessHandle::destroyForcibly);
                    return !process.isAlive()
                            && left.isEmpty()
                            && started.stream().noneMatch(ProcessHandle::isAlive);
                },
                () -> "the processes of " + home + " have ended");
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
