package io.hawser.server;

import java.io.IOException;

/** What answers SFTP packets. */
interface SftpPeer extends AutoCloseable {
    RawSftp.In ask(RawSftp.Out packet) throws IOException;

    @Override
    void close();
}
