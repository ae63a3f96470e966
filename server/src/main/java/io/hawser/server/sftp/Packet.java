package io.hawser.server.sftp;

import java.nio.ByteBuffer;

/** One packet of the transport on its way to the client. */
public interface Packet {
    /** Where its content goes: on the heap, at first empty, with room for as many bytes as the client takes in one packet, 64 at least. */
    ByteBuffer bytes();
}
