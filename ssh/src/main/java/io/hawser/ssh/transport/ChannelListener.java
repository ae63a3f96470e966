package io.hawser.ssh.transport;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Told of what comes in on a channel, on the one thread that reads the connection. Until a call returns nothing else of that connection is read, and the other
 * side's window is not opened again: that is the back-pressure, and the reason why a call must neither send on the same connection nor wait for it.
 */
public interface ChannelListener {
    /** Bytes of standard output, or of the subsystem. The array is the transport's again after the call. */
    void data(byte[] bytes, int offset, int length) throws IOException;

    /** Bytes of standard error. */
    default void errorData(byte[] bytes, int offset, int length) throws IOException {}

    /** The other side sends no more. Called at most once, after all data. */
    default void eof() {}

    /** The channel is over. Called exactly once, after everything else, perhaps from another thread. */
    void closed(Closing how);

    /**
     * How a channel ended.
     *
     * @param exitStatus that the server sent
     * @param exitSignal name of the signal that ended the command, without {@code SIG}, that the server sent
     * @param lost why the connection broke off, in words; empty when the channel was closed in order
     */
    record Closing(OptionalInt exitStatus, Optional<String> exitSignal, Optional<String> lost) {}
}
