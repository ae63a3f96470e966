package io.hawser.server.sftp;

import java.io.IOException;

/** The way to a client. Nothing here waits, and one thread at a time uses it. */
public interface Output {
    /** A new, empty packet. */
    Packet packet();

    /** Puts a packet behind those that wait for the client's window and the network. */
    void send(Packet packet);

    /** Sends of what waits as much as the client and the network take now; whether so little is left that more replies may be made. */
    boolean ready() throws IOException;

    /** Whether everything that was to be sent has left. */
    boolean drained();

    /** Lets the client send so many bytes more. */
    void consumed(int bytes) throws IOException;
}
