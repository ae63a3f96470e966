package io.hawser.ssh;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.ssh.transport.ChannelRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A command to run on another machine: what it is given and where its output goes. Immutable; it can be started any number of times, as far as its
 * streams can be used again.
 *
 * <p>Without anything else said it has no input, and up to 1 MiB of each output is captured.
 */
public final class RemoteCommand {
    private static final int USUAL_CAPTURE = 1 << 20;

    /** What the server may send ahead: enough for a fast link, and all that a slow taker can cost in memory. */
    private static final int WINDOW = 4 << 20;

    private final Ssh ssh;
    private final Parts parts;

    private RemoteCommand(Ssh ssh, Parts parts) {
        this.ssh = ssh;
        this.parts = parts;
    }

    private record Parts(
            Location host,
            String command,
            Input stdin,
            Output stdout,
            Output stderr,
            Map<String, String> environment,
            Optional<ChannelRequest.Terminal> terminal,
            Optional<Duration> deadline,
            boolean check) {}

    static RemoteCommand of(Ssh ssh, Location host, String command) {
        if (command.isEmpty() || command.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a command is needed, without NUL characters");
        }
        var captured = Output.capture(USUAL_CAPTURE);
        return new RemoteCommand(
                ssh,
                new Parts(
                        host,
                        command,
                        Input.none(),
                        captured,
                        captured,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false));
    }

    /** Where its standard input comes from. */
    public RemoteCommand withStdin(Input stdin) {
        Objects.requireNonNull(stdin);
        return with(parts.stdout, parts.stderr, stdin, parts.environment, parts.terminal, parts.deadline, parts.check);
    }

    /** Where its standard output goes. */
    public RemoteCommand withStdout(Output stdout) {
        if (stdout.joinsStdout()) {
            throw new IllegalArgumentException("standard output cannot be joined to itself");
        }
        return with(stdout, parts.stderr, parts.stdin, parts.environment, parts.terminal, parts.deadline, parts.check);
    }

    /** Where its standard error goes; {@link Output#stdout} joins it to standard output. */
    public RemoteCommand withStderr(Output stderr) {
        Objects.requireNonNull(stderr);
        return with(parts.stdout, stderr, parts.stdin, parts.environment, parts.terminal, parts.deadline, parts.check);
    }

    /**
     * Sets a variable of its environment. A server takes only names that it was told to take ({@code AcceptEnv} of OpenSSH), and does not say when it
     * takes none: where it matters, put {@code NAME=value} before the command.
     */
    public RemoteCommand withEnvironment(String name, String value) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a variable of an environment: " + name);
        }
        var all = new LinkedHashMap<>(parts.environment);
        all.put(name, value);
        return with(parts.stdout, parts.stderr, parts.stdin, all, parts.terminal, parts.deadline, parts.check);
    }

    /**
     * Runs it on a terminal of its own (RFC 4254 section 6.2): what it then writes, to either output, comes as standard output with the terminal's line
     * ends, and the terminal echoes its input.
     *
     * @param type such as {@code xterm}
     * @param columns characters in a line, 1 or more
     * @param rows lines, 1 or more
     */
    public RemoteCommand withTerminal(String type, int columns, int rows) {
        if (type.isEmpty() || columns < 1 || rows < 1) {
            throw new IllegalArgumentException("a terminal has a type, and 1 or more columns and rows");
        }
        var terminal = Optional.of(new ChannelRequest.Terminal(type, columns, rows));
        return with(parts.stdout, parts.stderr, parts.stdin, parts.environment, terminal, parts.deadline, parts.check);
    }

    /**
     * Ends it after that time, connecting included: {@link CommandException.Reason#DEADLINE}, with what was captured until then. Without one it may
     * run for ever; a peer that is dead is found out by keep-alives.
     *
     * @param deadline longer than 0
     */
    public RemoteCommand withDeadline(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("a deadline must be longer than 0, not " + deadline);
        }
        return with(
                parts.stdout,
                parts.stderr,
                parts.stdin,
                parts.environment,
                parts.terminal,
                Optional.of(deadline),
                parts.check);
    }

    /** Whether another exit status than 0, or an end by a signal, is an exception ({@link CommandException.Reason#EXIT}) and not a result. */
    public RemoteCommand withCheck(boolean check) {
        return with(parts.stdout, parts.stderr, parts.stdin, parts.environment, parts.terminal, parts.deadline, check);
    }

    private RemoteCommand with(
            Output stdout,
            Output stderr,
            Input stdin,
            Map<String, String> environment,
            Optional<ChannelRequest.Terminal> terminal,
            Optional<Duration> deadline,
            boolean check) {
        return new RemoteCommand(
                ssh,
                new Parts(
                        parts.host,
                        parts.command,
                        stdin,
                        stdout,
                        stderr,
                        Map.copyOf(environment),
                        terminal,
                        deadline,
                        check));
    }

    /**
     * Opens what it reads from and writes to, starts to connect, and returns at once. Nothing is tried twice: a command may have begun its work.
     *
     * @throws StoreException when a file cannot be read or written
     * @throws IllegalStateException when the {@link Ssh} is closed, or a pipe is in use
     */
    public RemoteProcess start() throws IOException {
        return ssh.start(this);
    }

    Location host() {
        return parts.host;
    }

    String command() {
        return parts.command;
    }

    Input stdin() {
        return parts.stdin;
    }

    Output stdout() {
        return parts.stdout;
    }

    Output stderr() {
        return parts.stderr;
    }

    Optional<Duration> deadline() {
        return parts.deadline;
    }

    boolean check() {
        return parts.check;
    }

    ChannelRequest.Exec request() {
        return new ChannelRequest.Exec(parts.command, parts.environment, parts.terminal, WINDOW);
    }
}
