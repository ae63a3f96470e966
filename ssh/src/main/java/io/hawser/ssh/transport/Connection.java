package io.hawser.ssh.transport;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.util.Optional;

/** An authenticated connection to a host, whose host key was verified. May be used from many threads; its channels share one reader thread. */
public interface Connection extends AutoCloseable {
    /**
     * Opens a channel and starts in it what {@code request} names. When this returns, the server has agreed.
     *
     * @param listener told of everything that comes, on the connection's reader thread
     * @throws StoreException.Rejected when the server refuses the request itself (no such subsystem, say)
     * @throws StoreException.Unavailable when the connection is lost, or the server has no room for another channel just now
     */
    Channel open(ChannelRequest request, ChannelListener listener, Scope scope) throws StoreException;

    /** Whether channels can be opened, as far as is known without asking the server. */
    boolean isOpen();

    /** Why the connection was lost, in words, where it was. */
    Optional<String> lost();

    /** The server's identification string (RFC 4253 section 4.2) as it came, without control characters. */
    String serverVersion();

    /** Ends it and all its channels at once, without waiting for anything under way. Idempotent; never blocks on the network. */
    @Override
    void close();
}
