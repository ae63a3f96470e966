package io.hawser.server.sftp;

/** Who a session runs for: the channel of the transport. */
public interface SftpHost {
    /** The session has said all that it had to say: close the channel when that has been sent. */
    void finish(String reason);

    /** The session is over: everything it had open is closed. Called once, whatever happens. */
    void over();
}
