package io.hawser.ssh.transport;

import java.io.IOException;

/** An open channel. Sending is for one thread at a time. */
public interface Channel extends AutoCloseable {
    /**
     * Sends bytes; blocks while the other side's window or the socket is full. Bytes may wait in a buffer of one packet until {@link #flush}.
     *
     * @throws IOException when the channel or its connection is gone
     */
    void send(byte[] bytes, int offset, int length) throws IOException;

    /** Sends what waits. */
    void flush() throws IOException;

    /** Tells the other side that nothing more will come. Idempotent. */
    void sendEof() throws IOException;

    /** Asks for a signal to be delivered to the command, by its name without {@code SIG} (RFC 4254 section 6.9). */
    void signal(String name) throws IOException;

    /** Closes the channel; the connection stays. Idempotent. Blocks at most as long as a small packet takes to be sent. */
    @Override
    void close();
}
