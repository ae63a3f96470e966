package io.hawser.ssh;

import io.hawser.Location;
import io.hawser.Version;
import io.hawser.ssh.transport.Destination;
import io.hawser.ssh.transport.SshSettings;
import io.hawser.ssh.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs commands on other machines, whose output arrives complete or not without an error. May be used from many threads.
 *
 * {@snippet :
 * try (var ssh = Ssh.open()) {
 *     var result = ssh.command("ssh://build@ci.example.com", "make test")
 *             .withStdout(Output.file(Path.of("test.log")))
 *             .withStderr(Output.stdout())
 *             .withDeadline(Duration.ofMinutes(20))
 *             .start()
 *             .result();
 *     if (!result.succeeded()) {
 *         …
 *     }
 * }
 * }
 *
 * <p>Each running command has a connection of its own, so that one whose output is taken slowly holds up no other. What was learned in logging in to
 * a host serves the next connection.
 */
public final class Ssh implements AutoCloseable {
    private final SshOptions options;
    private final Map<Location, Transport> transports = new HashMap<>();
    private final Set<CommandRun> running = new LinkedHashSet<>();
    private boolean closed;

    private Ssh(SshOptions options) {
        this.options = options;
    }

    /** With {@link SshOptions#defaults()}. */
    public static Ssh open() {
        return open(SshOptions.defaults());
    }

    /** No connection is made yet. */
    public static Ssh open(SshOptions options) {
        return new Ssh(options);
    }

    /**
     * A command for the shell of the user of that host; not started yet.
     *
     * @param host {@code ssh://[user@]host[:port]}; the host may be an alias of {@code ssh_config}
     * @throws IllegalArgumentException when it is no such location
     */
    public RemoteCommand command(String host, String command) {
        return command(Location.parse(host), command);
    }

    /** The same of a location that was read before. */
    public RemoteCommand command(Location host, String command) {
        if (!host.scheme().equals("ssh")
                || !(host.path().isEmpty() || host.path().equals("/"))) {
            throw new IllegalArgumentException(
                    host + ": not a host to run a command on; write ssh://[user@]host[:port]");
        }
        var root = host.root();
        // Says by itself what is wrong with a host or a port.
        Destination.of(root);
        return RemoteCommand.of(this, root, command);
    }

    RemoteProcess start(RemoteCommand command) throws IOException {
        var transport = transport(command.host());
        var run = new CommandRun(command, transport::connect, this::ended);
        synchronized (this) {
            if (!closed) {
                running.add(run);
                run.start();
                return new RemoteProcess(run);
            }
        }
        run.discard();
        throw new IllegalStateException("closed");
    }

    private synchronized Transport transport(Location host) {
        return transports.computeIfAbsent(
                host,
                root -> new Transport(
                        Destination.of(root),
                        new SshSettings(
                                options.environment(),
                                options.hostOptions().apply(root),
                                options.connectTimeout(),
                                options.prompt(),
                                options.trace(),
                                Version.current())));
    }

    private synchronized void ended(CommandRun run) {
        running.remove(run);
    }

    /** {@linkplain RemoteProcess#cancel Cancels} what runs, waits until all is released, and forgets what was learned. Idempotent. */
    @Override
    public void close() {
        List<CommandRun> left;
        List<Transport> used;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running);
            used = new ArrayList<>(transports.values());
            transports.clear();
        }
        left.forEach(CommandRun::cancel);
        left.forEach(CommandRun::awaitEnd);
        used.forEach(Transport::close);
    }
}
