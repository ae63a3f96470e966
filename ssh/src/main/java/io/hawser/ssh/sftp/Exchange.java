package io.hawser.ssh.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A request that was sent, or is about to be, and its reply. The methods are called on the thread that reads the connection: they must not block. */
abstract class Exchange {
    /** Where the bytes of a DATA reply of {@code length} bytes go, or null when none was asked for. */
    ByteBuffer room(int length) throws ProtocolException {
        return null;
    }

    /** All bytes of a DATA reply are in {@link #room}. */
    void filled(int length) throws IOException {}

    /** Any other reply. */
    abstract void replied(Reply reply) throws IOException;

    /** There will be no reply. */
    abstract void failed(IOException why);
}
