package io.hawser.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A TCP proxy on a free port of the loopback interface that puts {@link Fault}s between a client and any server.
 *
 * <p>A half-close is passed on, and so is a reset; only on a connection that stalls or drips does a client that closes
 * its side end both. Bytes that were counted as passed before a reset may be lost when they exceed what the receiver's
 * window takes, as in a real network.
 */
public final class FaultProxy implements AutoCloseable {
    private final InetSocketAddress target;
    private final InetSocketAddress address;
    private final Crew crew;
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final LongAdder toClient = new LongAdder();
    private final LongAdder toServer = new LongAdder();
    private volatile FaultScript script;
    private ServerSocket listener;
    private Thread acceptor;
    private boolean closed;

    private FaultProxy(InetSocketAddress target, FaultScript script) throws IOException {
        this.target = target;
        this.script = script;
        this.listener = listen(0);
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        this.crew = new Crew("testkit-proxy-" + address.getPort());
        this.acceptor = accept(listener);
    }

    /** Starts a proxy in front of a server. */
    public static FaultProxy to(InetSocketAddress target, FaultScript script) throws IOException {
        return new FaultProxy(target, script);
    }

    /** Starts a proxy in front of a server on a port of the loopback interface. */
    public static FaultProxy to(int port, FaultScript script) throws IOException {
        return to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), script);
    }

    /** Where clients connect to. */
    public InetSocketAddress address() {
        return address;
    }

    /** The port of {@link #address()}. */
    public int port() {
        return address.getPort();
    }

    /** Replaces the script, from the next connection on. Connections keep their numbers. */
    public void script(FaultScript next) {
        script = next;
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return accepted.get();
    }

    /** How many connections are open now, counting those that have yet to notice that both ends are gone. */
    public int openConnections() {
        return open.size();
    }

    /** The bytes passed on to clients so far. */
    public long bytesToClient() {
        return toClient.sum();
    }

    /** The bytes passed on to the server so far. */
    public long bytesToServer() {
        return toServer.sum();
    }

    /** Resets all open connections, as a server that dies does; new ones are accepted. */
    public void resetAll() {
        open.forEach(ProxiedConnection::reset);
    }

    /**
     * From here until the outage is closed a connection is truly refused: the port stays ours, but nobody listens on
     * it. Open connections are left alone.
     */
    public Outage outage() throws IOException {
        return new Outage();
    }

    /** Resets all connections, stops listening, and returns when every thread of this proxy has ended. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            listener.close();
        }
        resetAll();
        crew.dismiss();
        // A connection accepted while the first sweep ran is swept here: no thread is left that could add another.
        resetAll();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Thread accept(ServerSocket from) {
        return crew.start("accept", () -> {
            while (true) {
                Socket client;
                try {
                    client = from.accept();
                } catch (IOException _) {
                    return;
                }
                int number = accepted.incrementAndGet();
                ProxiedConnection connection = new ProxiedConnection(client, script.on(number), crew);
                open.add(connection);
                crew.start("down", () -> {
                    connection.run(target, toClient, toServer);
                    open.remove(connection);
                });
            }
        });
    }

    /** A time in which the proxy's port refuses connections. */
    public final class Outage implements AutoCloseable {
        /** Bound, but not listening: what connects is refused, and no other program can take the port. */
        private final Socket placeholder = new Socket();

        private boolean over;

        private Outage() throws IOException {
            synchronized (FaultProxy.this) {
                if (closed || listener.isClosed()) {
                    throw new SocketException("The proxy is closed, or an outage is on");
                }
                listener.close();
                // The system keeps listening as long as a thread is within accept.
                Crew.join(acceptor);
                placeholder.setReuseAddress(true);
                placeholder.bind(address);
            }
        }

        /** Listens again. */
        @Override
        public void close() throws IOException {
            synchronized (FaultProxy.this) {
                if (over) {
                    return;
                }
                over = true;
                try (placeholder) {
                    if (!closed) {
                        // Both sockets allow re-use, so the listener is bound before the placeholder lets go.
                        listener = listen(address.getPort());
                        acceptor = accept(listener);
                    }
                }
            }
        }
    }
}
