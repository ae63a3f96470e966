package io.hawser.ssh;

import java.io.IOException;

/**
 * A remote command that was started did not end as it should. What had arrived until then was handed over before, and {@link #result()} has what was
 * captured of it. That a host could not be reached at all is a {@link io.hawser.StoreException} instead.
 */
public final class CommandException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient CommandResult result;

    /** What went wrong. */
    public enum Reason {
        /** {@link RemoteCommand#withCheck check} is on, and it ended with another status than 0 or by a signal. */
        EXIT,
        /** No exit status came: the connection was lost, or the server closed the channel without one. Output may be missing. */
        LOST,
        /** The {@linkplain RemoteCommand#withDeadline deadline} passed. */
        DEADLINE,
        /** {@link RemoteProcess#cancel} or {@link Ssh#close} ended it. */
        CANCELLED,
        /** What its standard input is read from failed. */
        INPUT,
        /** What takes its output failed: a full disk, say. */
        OUTPUT,
        /** Whoever read its output went away: a closed pipe, a command that ended. */
        BROKEN_PIPE,
        /** It wrote more than {@link Output#capture} allows. */
        LIMIT
    }

    CommandException(Reason reason, String message, CommandResult result, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.result = result;
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }

    /** How far the command came. Null in an exception that was serialized. */
    public CommandResult result() {
        return result;
    }
}
