package io.hawser.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * An HTTP/1.1 server on a free port of the loopback interface whose every answer is a script's, be it right, wrong or
 * cut short. It records each request. It serves as a proxy too: a request for an absolute URL is answered by the handler
 * of its path, whatever the host, and CONNECT opens a tunnel where {@link #tunnelTo} says.
 */
public final class ScriptedHttpServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final Crew crew;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Function<String, Optional<InetSocketAddress>> tunnels = _ -> Optional.empty();

    private ScriptedHttpServer(Optional<SSLContext> tls) throws IOException {
        this.tls = tls;
        this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        this.crew = new Crew("testkit-http-" + listener.getLocalPort());
        crew.start("accept", this::accept);
    }

    /** Starts a server without TLS; all paths answer 404 until handlers are set. */
    public static ScriptedHttpServer start() throws IOException {
        return new ScriptedHttpServer(Optional.empty());
    }

    /** Starts a server that speaks TLS and shows that certificate. */
    public static ScriptedHttpServer start(TestCertificate certificate) throws IOException {
        return new ScriptedHttpServer(Optional.of(certificate.serverContext()));
    }

    /** Where clients connect to. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    /** The port of {@link #address()}. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The URL of a path, which is taken as it is and begins with a slash. */
    public String url(String path) {
        return url("127.0.0.1", path);
    }

    /** The URL of a path under another name of this machine, such as {@code localhost}. */
    public String url(String host, String path) {
        return (tls.isPresent() ? "https://" : "http://") + host + ":" + port() + path;
    }

    /**
     * Sets who answers for a path, in place of who did so far; a request that is being answered is not affected. A path
     * that ends with a slash stands for all below it, unless a longer one fits. The path of a CONNECT request is its
     * authority.
     */
    public ScriptedHttpServer on(String path, Handler handler) {
        handlers.put(path, handler);
        return this;
    }

    /** Serves a file of this content at a path, with ranges, an entity tag and a time. */
    public ServedFile serve(String path, Content content) {
        ServedFile file = ServedFile.of(content);
        on(path, file);
        return file;
    }

    /** Lets CONNECT through to where this function says, given the authority asked for. */
    public void tunnelTo(Function<String, Optional<InetSocketAddress>> where) {
        tunnels = where;
    }

    /** All requests so far, in the order in which they came. */
    public List<Exchange> exchanges() {
        return exchanges.stream()
                .sorted(Comparator.comparingInt(exchange -> exchange.request().number()))
                .toList();
    }

    /** The requests for one path so far, in the order in which they came. */
    public List<Exchange> exchanges(String path) {
        return exchanges().stream()
                .filter(exchange -> exchange.request().path().equals(path))
                .toList();
    }

    /** The bytes of content given to connections so far, over all answers. */
    public long sent() {
        return exchanges.stream().mapToLong(Exchange::sent).sum();
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.size();
    }

    /** Resets all open connections, as a server that dies does; new ones are accepted. */
    public void resetAll() {
        open.forEach(HttpConnection::reset);
    }

    /** Resets all connections, stops listening, and returns when every thread of this server has ended. */
    @Override
    public void close() throws IOException {
        listener.close();
        resetAll();
        crew.dismiss();
        // A connection accepted while the first sweep ran is swept here: no thread is left that could add another.
        resetAll();
    }

    private void accept() {
        while (true) {
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException _) {
                return;
            }
            HttpConnection connection = new HttpConnection(this, crew, tls, client, connections.incrementAndGet());
            open.add(connection);
            crew.start("connection", () -> {
                connection.run();
                open.remove(connection);
            });
        }
    }

    int nextRequest() {
        return requests.incrementAndGet();
    }

    Exchange begin(Request request) {
        Exchange exchange = new Exchange(request);
        exchanges.add(exchange);
        return exchange;
    }

    Answer answer(Request request) throws IOException {
        try {
            return handler(request).answer(request);
        } catch (RuntimeException e) {
            // A broken script must show in the client's message, not as a connection that ends for no reason.
            return Answer.status(500).withText("The handler failed: " + e);
        }
    }

    private Handler handler(Request request) {
        String path = request.path();
        Handler exact = handlers.get(path);
        if (exact != null) {
            return exact;
        }
        if (request.method().equals("CONNECT")) {
            return Handler.always(Answer.status(tunnels.apply(path).isPresent() ? 200 : 405));
        }
        return handlers.keySet().stream()
                .filter(prefix -> prefix.endsWith("/") && path.startsWith(prefix))
                .max(Comparator.comparingInt(String::length))
                .map(handlers::get)
                .orElse(Handler.always(Answer.status(404)));
    }

    Optional<InetSocketAddress> tunnel(Request request, Answer answer) {
        return request.method().equals("CONNECT") && answer.status() == 200
                ? tunnels.apply(request.target())
                : Optional.empty();
    }
}
