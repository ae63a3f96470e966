package io.hawser.testkit;

import java.io.IOException;

/** An SSH server on the loopback interface that a test has started. */
public interface SshServer extends AutoCloseable {
    /** How to reach it. */
    SshAccess access();

    /** Its port on the loopback interface. */
    default int port() {
        return access().port();
    }

    /** Stops it, waits for its end, and removes its files; what it served stays. */
    @Override
    void close() throws IOException;
}
