package io.hawser.ssh;

import io.hawser.StoreException;
import io.hawser.ssh.CommandException.Reason;
import io.hawser.ssh.Drain.Ending;
import io.hawser.ssh.transport.ChannelListener;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a run comes to.
 *
 * @param thrown null where there is a result to return
 */
record Conclusion(CommandResult result, IOException thrown) {
    /** Why a run is broken off. */
    record Failure(Reason reason, String message, Throwable cause) {
        /** What it means that a drain did not take what it was given. */
        static Failure ofOutput(Drain drain, OutputKind kind, Throwable cause) {
            var reason = cause instanceof CaptureDrain.LimitExceeded
                    ? Reason.LIMIT
                    : Failures.isBrokenPipe(cause) ? Reason.BROKEN_PIPE : Reason.OUTPUT;
            return new Failure(reason, drain.label(kind) + ": " + Failures.reason(cause), cause);
        }
    }

    /**
     * All that is known of an end.
     *
     * @param refused why the command was not started, or null
     * @param failure that it was broken off for, or null
     * @param closing of the channel as the server told, or null
     * @param eof whether the server said that all output was sent
     */
    record Ended(StoreException refused, Failure failure, ChannelListener.Closing closing, boolean eof) {}

    /**
     * Ends the drains, unless one is stuck in a write that does not return, and decides between a result and an exception.
     *
     * @param started by {@link System#nanoTime}
     */
    static Conclusion of(RemoteCommand command, Drain stdout, Drain stderr, boolean stuck, long started, Ended ended) {
        var failure = failure(ended);
        if (!stuck) {
            var drains = new EnumMap<OutputKind, Drain>(Map.of(OutputKind.STDOUT, stdout, OutputKind.STDERR, stderr));
            var late = end(drains, ending(ended, failure));
            failure = failure == null ? late : failure;
        }
        var closing = Optional.ofNullable(ended.closing());
        var result = new CommandResult(
                command.host(),
                command.command(),
                closing.map(how -> how.exitStatus()).orElse(OptionalInt.empty()),
                closing.flatMap(how -> how.exitSignal()),
                stdout.captured(),
                stderr.captured(),
                Duration.ofNanos(System.nanoTime() - started));
        if (failure == null && command.check() && ended.refused() == null && !result.succeeded()) {
            failure = new Failure(Reason.EXIT, exit(result), null);
        }
        if (failure != null) {
            var message = command.host() + ": " + failure.message();
            return new Conclusion(result, new CommandException(failure.reason(), message, result, failure.cause()));
        }
        return new Conclusion(result, ended.refused());
    }

    /** Why the output may be incomplete, or null. */
    private static Failure failure(Ended ended) {
        if (ended.failure() != null || ended.refused() != null) {
            return ended.failure();
        }
        var how = ended.closing();
        boolean told = how.exitStatus().isPresent() || how.exitSignal().isPresent();
        if (how.lost().isPresent() && !(told && ended.eof())) {
            var before = told ? "before all output had come" : "before an exit status came";
            return new Failure(
                    Reason.LOST,
                    "the connection was lost " + before + ": " + how.lost().get(),
                    null);
        }
        return told ? null : new Failure(Reason.LOST, "the server closed the channel without an exit status", null);
    }

    private static Ending ending(Ended ended, Failure failure) {
        if (failure != null || ended.refused() != null) {
            return Ending.BROKEN;
        }
        return ended.closing().exitStatus().equals(OptionalInt.of(0)) ? Ending.WELL : Ending.COMPLETE;
    }

    /** Brings all to where it has to be, and only then makes any of it visible. */
    private static Failure end(Map<OutputKind, Drain> drains, Ending ending) {
        Failure first = null;
        for (var drain : drains.entrySet()) {
            try {
                drain.getValue().settle(ending);
            } catch (IOException | RuntimeException e) {
                first = first == null ? failure(drain, e) : first;
            }
        }
        var last = first == null ? ending : Ending.BROKEN;
        for (var drain : drains.entrySet()) {
            try {
                drain.getValue().end(last);
            } catch (IOException | RuntimeException e) {
                first = first == null ? failure(drain, e) : first;
            }
        }
        return first;
    }

    private static Failure failure(Map.Entry<OutputKind, Drain> drain, Throwable cause) {
        return Failure.ofOutput(drain.getValue(), drain.getKey(), cause);
    }

    private static String exit(CommandResult result) {
        return result.exitSignal().isPresent()
                ? "was ended by signal " + result.exitSignal().get()
                : "ended with status " + result.exitStatus().orElseThrow();
    }
}
