package io.hawser.http.client;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes connections: name, address, proxy tunnel, TLS. */
public final class Dialer {
    private final Duration timeout;
    private final String userAgent;
    private final ConcurrentMap<Trust, SSLSocketFactory> tls = new ConcurrentHashMap<>();

    /** {@code timeout} is for reaching one address, and for the TLS handshake. */
    public Dialer(Duration timeout, String userAgent) {
        this.timeout = timeout;
        this.userAgent = userAgent;
    }

    /**
     * A fresh connection on which requests can be sent. Every address of the host's name is tried, in the order the
     * resolver gives them; when none answers, the first one's failure is thrown and has the others' as suppressed.
     */
    Connection dial(Route route, Scope scope) throws IOException {
        IOException failure = null;
        for (var address : InetAddress.getAllByName(route.firstHost())) {
            var channel = SocketChannel.open();
            Connection made = null;
            try (var _ = scope.hold(() -> PlainWire.close(channel))) {
                try {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.socket().connect(new InetSocketAddress(address, route.firstPort()), millis());
                } catch (IOException e) {
                    if (scope.stopped()) {
                        throw e;
                    }
                    if (failure == null) {
                        failure = e;
                    } else {
                        failure.addSuppressed(e);
                    }
                    continue;
                }
                made = new Connection(secured(route, channel));
                return made;
            } finally {
                if (made == null) {
                    PlainWire.close(channel);
                }
            }
        }
        throw failure;
    }

    private Wire secured(Route route, SocketChannel channel) throws IOException {
        if (!route.origin().secure()) {
            return new PlainWire(channel);
        }
        if (route.proxy().isPresent()) {
            tunnel(route.origin(), route.proxy().get(), channel);
        }
        var socket = (SSLSocket) sockets(route.trust())
                .createSocket(
                        channel.socket(), route.origin().host(), route.origin().port(), false);
        var parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(millis());
        socket.startHandshake();
        socket.setSoTimeout(0);
        return new TlsWire(channel, socket);
    }

    private SSLSocketFactory sockets(Trust trust) throws StoreException {
        var known = tls.get(trust);
        if (known == null) {
            known = trust.sockets();
            tls.put(trust, known);
        }
        return known;
    }

    /** Has the proxy connect the channel to the origin, RFC 9110 section 9.3.6. */
    private void tunnel(Origin origin, Proxy proxy, SocketChannel channel) throws IOException {
        var connection = new Connection(new PlainWire(channel));
        connection.begin(ByteBuffer.allocate(Head.LIMIT + 1));
        var request = new StringBuilder("CONNECT " + origin.authorityWithPort() + " HTTP/1.1\r\nHost: "
                + origin.authorityWithPort() + "\r\nUser-Agent: " + userAgent + "\r\n");
        proxy.authorization()
                .ifPresent(
                        a -> request.append("Proxy-Authorization: ").append(a).append("\r\n"));
        connection.write(ByteBuffer.wrap(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1)));
        var head = connection.readHead();
        if (head.status() < 200 || head.status() > 299) {
            throw Refusal.byProxy(origin, proxy, head);
        }
        if (connection.leftOver()) {
            throw new MalformedAnswerException("proxy " + proxy + " sent bytes of its own into the tunnel");
        }
    }

    private int millis() {
        return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    /** How long an address may take to answer. */
    Duration timeout() {
        return timeout;
    }
}
