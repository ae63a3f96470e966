package io.hawser.cli;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.cli.Command.Extra;
import io.hawser.ssh.CommandException;
import io.hawser.ssh.CommandException.Reason;
import io.hawser.ssh.CommandResult;
import io.hawser.ssh.Input;
import io.hawser.ssh.Output;
import io.hawser.ssh.RemoteCommand;
import io.hawser.ssh.RemoteProcess;
import io.hawser.ssh.Ssh;
import io.hawser.ssh.SshOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code hawser exec}. */
final class ExecCommand {
    static final String FORM =
            "exec needs a host and, after --, a command: hawser exec ssh://[USER@]HOST[:PORT] -- COMMAND [ARG...]";

    private static final String STDIN = "--stdin";
    private static final String NO_STDIN = "--no-stdin";
    private static final String STDOUT = "--stdout";
    private static final String STDERR = "--stderr";
    private static final String JOINED = "--stderr-to-stdout";

    static final List<Extra> EXTRAS = List.of(
            new Extra(STDIN, "FILE", "what the command reads, in place of standard input"),
            new Extra(NO_STDIN, "", "the command reads nothing"),
            new Extra(STDOUT, "FILE", "file for its standard output; it appears when the command ended with status 0"),
            new Extra(STDERR, "FILE", "file for its standard error, in the same way"),
            new Extra(JOINED, "", "its standard error goes where its standard output goes"));

    private static final int BROKEN_PIPE = 141;
    private static final int LARGEST_STATUS = 255;
    private static final int SIGNALLED = 128;

    /** How long a server may take to take a signal, which is only a courtesy. */
    private static final long SIGNAL_MILLIS = 500;

    /** As Linux and macOS agree on; RFC 4254 section 6.10 gives names only. */
    private static final Map<String, Integer> SIGNALS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("TRAP", 5),
            Map.entry("ABRT", 6),
            Map.entry("FPE", 8),
            Map.entry("KILL", 9),
            Map.entry("SEGV", 11),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15),
            // From here on those of Linux.
            Map.entry("BUS", 7),
            Map.entry("USR1", 10),
            Map.entry("USR2", 12));

    private final Invocation call;
    private final Settings settings;
    private final Screen screen;

    private ExecCommand(Invocation call) {
        this.call = call;
        this.settings = call.settings();
        this.screen = call.screen();
    }

    static int run(Invocation call) throws Exception {
        return new ExecCommand(call).run();
    }

    private int run() throws Exception {
        if (call.relayed().isEmpty()) {
            throw new UsageException(FORM);
        }
        var host = CopyCommand.location(call.operands().getFirst());
        EnvironmentCredentials.check(List.of(host), settings);
        var setup = SshSetup.of(settings);
        var options = SshOptions.defaults()
                .withEnvironment(settings.environment())
                .withHostOptions(setup::at)
                .withPrompt(new TerminalPrompt(screen))
                .withTrace(screen::trace);
        try (var ssh = Ssh.open(options)) {
            return relay(command(ssh, host));
        }
    }

    private RemoteCommand command(Ssh ssh, Location host) throws UsageException {
        RemoteCommand plain;
        try {
            plain = ssh.command(host, String.join(" ", call.relayed()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        var command = plain.withStdin(stdin()).withStdout(output(STDOUT)).withStderr(stderr());
        var deadline = settings.find(Option.DEADLINE);
        return deadline.isPresent() ? command.withDeadline(deadline.get().as(TimeSpan::parse)) : command;
    }

    private Input stdin() throws UsageException {
        var file = call.extra(STDIN);
        if (file.isPresent() && call.has(NO_STDIN)) {
            throw new UsageException("--stdin and --no-stdin contradict each other: leave one away");
        }
        if (file.isPresent() && !isStandard(file.get())) {
            var path = Path.of(file.get().text());
            if (!Files.isReadable(path) || Files.isDirectory(path)) {
                throw file.get().wrong("there is no such file, or it cannot be read");
            }
            return Input.file(path);
        }
        return call.has(NO_STDIN) ? Input.none() : Input.inherit();
    }

    private Output stderr() throws UsageException {
        var file = call.extra(STDERR);
        if (file.isPresent() && call.has(JOINED)) {
            throw new UsageException("--stderr and --stderr-to-stdout contradict each other: leave one away");
        }
        var stdout = call.extra(STDOUT);
        if (file.isPresent()
                && stdout.isPresent()
                && !isStandard(file.get())
                && SameFile.named(local(file), local(stdout))) {
            throw file.get().wrong("takes the standard output already; use --stderr-to-stdout");
        }
        return call.has(JOINED) ? Output.stdout() : output(STDERR);
    }

    private static Location local(Optional<Setting> file) {
        return Location.local(file.orElseThrow().text());
    }

    private Output output(String flag) throws UsageException {
        var file = call.extra(flag);
        if (file.isEmpty() || isStandard(file.get())) {
            return Output.inherit();
        }
        var path = Path.of(file.get().text()).toAbsolutePath();
        if (file.get().text().isEmpty() || Files.isDirectory(path)) {
            throw file.get().wrong("is a folder; name a file");
        }
        if (!Files.isDirectory(path.getParent())) {
            throw file.get().wrong("its folder does not exist");
        }
        return Output.file(path);
    }

    private static boolean isStandard(Setting file) {
        return file.text().equals("-");
    }

    private int relay(RemoteCommand command) throws IOException, InterruptedException {
        var process = command.start();
        try (var interruption = Interruption.runs(screen, signal -> stop(process, signal))) {
            try {
                return status(process.result());
            } catch (StoreException | CommandException e) {
                if (interruption.received() != null) {
                    return interruption.received().status();
                }
                if (e instanceof CommandException broken && broken.reason() == Reason.BROKEN_PIPE) {
                    screen.detail(e.getMessage());
                    return BROKEN_PIPE;
                }
                throw e;
            }
        }
    }

    private static void stop(RemoteProcess process, Interruption.Signal signal) {
        // A server that is not asked ends a command that has no terminal only when that next writes something.
        var courtesy = Thread.ofPlatform().daemon().name("signal").start(() -> {
            try {
                process.signal(signal.name());
            } catch (IOException | InterruptedException _) {
                // It is over, or the server delivers no signals.
            }
        });
        try {
            courtesy.join(SIGNAL_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.cancel();
    }

    private int status(CommandResult result) {
        if (result.exitSignal().isPresent()) {
            var number = SIGNALS.get(result.exitSignal().get());
            screen.detail(result.host() + ": was ended by signal "
                    + result.exitSignal().get());
            return number == null ? LARGEST_STATUS : SIGNALLED + number;
        }
        int status = result.exitStatus().orElseThrow();
        if (status < 0 || status > LARGEST_STATUS) {
            // What a process can pass on would be its lowest byte, perhaps 0.
            screen.error(result.host() + ": ended with status " + status + ", which is none of a process");
            return LARGEST_STATUS;
        }
        return status;
    }
}
