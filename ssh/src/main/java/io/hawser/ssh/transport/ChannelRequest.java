package io.hawser.ssh.transport;

import java.util.Map;
import java.util.Optional;

/** What a session channel (RFC 4254 section 6) is to run, and how. */
public sealed interface ChannelRequest {
    /** Bytes that the other side may send before we have taken the first: the channel's receive window, at least 64 KiB. */
    int window();

    /** A subsystem by its name: {@code sftp}. */
    record Subsystem(String name, int window) implements ChannelRequest {}

    /**
     * A command for the user's shell.
     *
     * @param environment variables to set first; the server may ignore them
     * @param terminal of the command; empty for none
     */
    record Exec(String command, Map<String, String> environment, Optional<Terminal> terminal, int window)
            implements ChannelRequest {
        public Exec {
            environment = Map.copyOf(environment);
        }
    }

    /** A terminal (RFC 4254 section 6.2): its type, such as {@code xterm}, and its size in characters. */
    record Terminal(String type, int columns, int rows) {}
}
