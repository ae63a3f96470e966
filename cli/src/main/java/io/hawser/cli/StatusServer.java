package io.hawser.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hawser.Version;
import io.hawser.server.SftpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The state of an SFTP server by HTTP, for whoever can reach the address: there is no login, and nothing can be changed. */
final class StatusServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    private static final String TEXT = "text/plain; charset=utf-8";

    /** Seconds in which a request must have come, and its answer have been taken: who is slower holds nothing up. */
    private static final String MOST_SECONDS = "10";

    private static final String MOST_CONNECTIONS = "100";

    static {
        // The JDK's server has no other way to be told; what somebody has set counts.
        var properties = System.getProperties();
        properties.putIfAbsent("sun.net.httpserver.maxReqTime", MOST_SECONDS);
        properties.putIfAbsent("sun.net.httpserver.maxRspTime", MOST_SECONDS);
        properties.putIfAbsent("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    }

    private final SftpServer server;
    private final ServerMetrics metrics;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final long started = System.nanoTime();
    private volatile boolean stopping;

    private StatusServer(SftpServer server, ServerMetrics metrics, HttpServer http) {
        this.server = server;
        this.metrics = metrics;
        this.http = http;
    }

    /**
     * Starts to answer.
     *
     * @throws IOException when the address cannot be listened on
     */
    static StatusServer start(InetSocketAddress address, SftpServer server, ServerMetrics metrics) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("there is no such address");
        }
        var status = new StatusServer(server, metrics, HttpServer.create(address, 0));
        status.http.createContext("/", status::answer);
        status.http.setExecutor(status.threads);
        status.http.start();
        return status;
    }

    /** Where it listens; the port is the real one. */
    InetSocketAddress address() {
        return http.getAddress();
    }

    /** From now on {@code /healthz} says that no new work should come here. */
    void stopping() {
        stopping = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, NOT_ALLOWED, TEXT, "only GET and HEAD\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/status" -> send(exchange, OK, "application/json", status() + "\n");
                case "/metrics" ->
                    send(
                            exchange,
                            OK,
                            ServerMetrics.CONTENT_TYPE,
                            metrics.text(server.connections(), server.channels()));
                case "/healthz" -> send(exchange, stopping ? UNAVAILABLE : OK, TEXT, stopping ? "stopping\n" : "ok\n");
                default -> send(exchange, NOT_FOUND, TEXT, "there are /status, /metrics and /healthz\n");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String status() {
        return Shown.json(Json.object(json -> {
            json.writeStringField("version", Version.current());
            json.writeBooleanField("stopping", stopping);
            json.writeNumberField("uptime_seconds", seconds(Duration.ofNanos(System.nanoTime() - started)));
            json.writeNumberField("connections", server.connections());
            json.writeArrayFieldStart("channels");
            for (var channel : server.channels()) {
                json.writeStartObject();
                json.writeNumberField("id", channel.id());
                json.writeStringField("user", channel.user());
                json.writeStringField("peer", channel.peer());
                json.writeNumberField("received_bytes", channel.received());
                json.writeNumberField("sent_bytes", channel.sent());
                json.writeNumberField("open_files", channel.openFiles());
                json.writeNumberField("age_seconds", seconds(channel.age()));
                json.writeNumberField("idle_seconds", seconds(channel.idle()));
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
