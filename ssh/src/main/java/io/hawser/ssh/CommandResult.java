package io.hawser.ssh;

import io.hawser.Location;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a remote command ended.
 *
 * @param host where it ran
 * @param command as it was given to the remote shell
 * @param exitStatus that it ended with; empty when a signal ended it, and in a {@link CommandException} when none came
 * @param exitSignal name of the signal that ended it, without {@code SIG} (RFC 4254 section 6.10)
 * @param stdout what was captured of its standard output
 * @param stderr what was captured of its standard error
 * @param duration from the start, connecting included, to the end
 */
public record CommandResult(
        Location host,
        String command,
        OptionalInt exitStatus,
        Optional<String> exitSignal,
        Captured stdout,
        Captured stderr,
        Duration duration) {
    /** Whether it ended by itself with status 0. */
    public boolean succeeded() {
        return exitStatus.isPresent() && exitStatus.getAsInt() == 0;
    }
}
