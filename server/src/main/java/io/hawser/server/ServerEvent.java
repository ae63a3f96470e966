package io.hawser.server;

import java.time.Duration;
import java.util.Optional;

/** Something that happened, for logs, audits and metrics. Nothing in it is secret; names of users and files are as clients sent them. */
public sealed interface ServerEvent {
    /** The client's address and port. */
    String peer();

    /** A client has connected. */
    record Connected(String peer) implements ServerEvent {}

    /**
     * A connection was turned away before anything was asked of it, or a channel of one.
     *
     * @param reason which limit it met
     */
    record Refused(String peer, String reason) implements ServerEvent {}

    /**
     * Somebody has logged in.
     *
     * @param method {@code publickey} or {@code password}
     */
    record LoggedIn(String peer, String user, String method) implements ServerEvent {}

    /** Somebody tried to log in by a password or a signature, and it was wrong. */
    record LoginFailed(String peer, String user, String method) implements ServerEvent {}

    /**
     * A connection has ended.
     *
     * @param user who was logged in
     * @param reason why, in words
     */
    record Disconnected(String peer, Optional<String> user, String reason) implements ServerEvent {}

    /** A channel has been opened. */
    record ChannelOpened(String peer, String user, long channel) implements ServerEvent {}

    /**
     * A channel is closed, on both sides.
     *
     * @param received bytes that came from the client
     * @param sent bytes that went to it
     */
    record ChannelClosed(String peer, String user, long channel, long received, long sent, Duration age, String reason)
            implements ServerEvent {}

    /**
     * A file operation has ended.
     *
     * @param operation such as {@code open}, {@code download}, {@code upload}, {@code rename}, {@code remove}
     * @param path what it was about
     * @param target the other path of one that has two
     * @param bytes how many were read or written, of a download or upload; 0 otherwise
     * @param error why it failed; empty when it did not
     */
    record FileOperation(
            String peer,
            String user,
            long channel,
            String operation,
            String path,
            Optional<String> target,
            long bytes,
            Optional<String> error)
            implements ServerEvent {}
}
