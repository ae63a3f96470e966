package io.hawser.server;

import io.hawser.server.jail.Jail;
import io.hawser.server.transport.JailOpener;
import io.hawser.server.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A running SFTP server. */
public final class SftpServer implements AutoCloseable {
    private final Transport transport;

    private SftpServer(Transport transport) {
        this.transport = transport;
    }

    /**
     * Starts a server.
     *
     * @throws HostKeyException when a host key cannot be used
     * @throws IOException when a host key cannot be written, or the address cannot be listened on
     * @throws IllegalArgumentException when a key of a user is none
     */
    public static SftpServer start(ServerConfig config) throws IOException {
        return start(config, Jail::open);
    }

    static SftpServer start(ServerConfig config, JailOpener jails) throws IOException {
        return new SftpServer(Transport.start(config, jails));
    }

    /** By what means a user is kept in that home: the kernel's, or those of the JDK, with the reason. */
    public static String jail(Path home) throws IOException {
        try (Jail jail = Jail.open(home)) {
            return jail.description();
        }
    }

    /** Where it listens; the port is the real one where any free one was asked for. */
    public InetSocketAddress address() {
        return transport.address();
    }

    /** The public host keys, in the order of their files. */
    public List<HostKey> hostKeys() {
        return transport.hostKeys();
    }

    /** The channels that are open now. */
    public List<ChannelStatus> channels() {
        return transport.channels();
    }

    /** How many connections are open, also of clients that have not logged in. */
    public int connections() {
        return transport.connectionCount();
    }

    /**
     * Stops: lets nobody in, waits as long as the grace for transfers under way, then ends them; returns when nothing of the server is left. Uploads that are
     * not whole by then are kept as partial files. Once is enough: others that close it meanwhile wait for the same end. An interrupt cuts the grace short, and is
     * still there afterwards. A listener may call it too, and does not wait: the server stops when the listener has returned.
     */
    @Override
    public void close() {
        transport.stop(transport.grace());
    }
}
