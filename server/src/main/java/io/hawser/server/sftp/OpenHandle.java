package io.hawser.server.sftp;

import java.io.IOException;

/** Something that a client has open. */
interface OpenHandle {
    /** The client has closed it. */
    void close() throws IOException;

    /** The client is gone and has not closed it. */
    void lose() throws IOException;
}
