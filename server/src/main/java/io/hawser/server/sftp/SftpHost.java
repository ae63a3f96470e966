package io.hawser.server.sftp;

import io.hawser.server.jail.Jail;
import java.io.IOException;

/** Who a session runs for: the channel of the transport. */
public interface SftpHost {
    /** Opens the account's home, once, before anything else is done; this may take its time. */
    Jail open() throws IOException;

    /** The session has said all that it had to say: close the channel when that has been sent. */
    void finish(String reason);

    /** The session is over: everything it had open is closed. Called once, whatever happens. */
    void over();
}
