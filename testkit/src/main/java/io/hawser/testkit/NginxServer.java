package io.hawser.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nginx on a free port of the loopback interface, with a configuration and folders of its own, as root and as an
 * ordinary user. It shares nothing with an nginx of the machine but the program.
 */
public final class NginxServer implements AutoCloseable {
    private static final int ATTEMPTS = 10;
    private static final String PROBE = "/.hawser-testkit-probe";

    private final Path home;
    private final Process process;
    private final int port;

    private NginxServer(Path home, Process process, int port) {
        this.home = home;
        this.process = process;
        this.port = port;
    }

    /**
     * What the server does.
     *
     * @param root the folder it serves
     * @param dav whether PUT and DELETE are allowed
     * @param gzip whether answers are compressed for clients that accept it
     * @param autoindex whether it lists folders
     * @param limitRate bytes per second of each connection, 0 for no limit
     * @param workers processes that serve, 1 or more
     * @param s3Listings whether a request for a folder directly below the root is one for an S3 listing, whose pages are the
     *     files {@code .listing/FOLDER/page.xml} and, for a continuation token, {@code .listing/FOLDER/pageTOKEN.xml}
     * @param locations more of nginx's configuration of the server, such as {@code location} blocks
     */
    public record Settings(
            Path root,
            boolean dav,
            boolean gzip,
            boolean autoindex,
            long limitRate,
            int workers,
            boolean s3Listings,
            String locations) {
        /** These settings with PUT and DELETE. */
        public Settings withDav() {
            return new Settings(root, true, gzip, autoindex, limitRate, workers, s3Listings, locations);
        }

        /** These settings with compression. */
        public Settings withGzip() {
            return new Settings(root, dav, true, autoindex, limitRate, workers, s3Listings, locations);
        }

        /** These settings with listings of folders. */
        public Settings withAutoindex() {
            return new Settings(root, dav, gzip, true, limitRate, workers, s3Listings, locations);
        }

        /** These settings with a limit on each connection. */
        public Settings withLimitRate(long bytesPerSecond) {
            return new Settings(root, dav, gzip, autoindex, bytesPerSecond, workers, s3Listings, locations);
        }

        /** These settings with that many processes that serve, as nginx has by default one for each core. */
        public Settings withWorkers(int count) {
            return new Settings(root, dav, gzip, autoindex, limitRate, count, s3Listings, locations);
        }

        /** These settings with listings of S3. */
        public Settings withS3Listings() {
            return new Settings(root, dav, gzip, autoindex, limitRate, workers, true, locations);
        }

        /** These settings with more of nginx's configuration of the server. */
        public Settings withLocations(String configuration) {
            return new Settings(root, dav, gzip, autoindex, limitRate, workers, s3Listings, configuration);
        }

        /** Starts the server; the test is skipped, or fails, where there is no nginx ({@link Requirement}). */
        public NginxServer start() throws IOException {
            return NginxServer.start(Requirement.tool("nginx"), this);
        }
    }

    /** Settings that only serve the files of a folder. */
    public static Settings serving(Path root) {
        return new Settings(root, false, false, false, 0, 1, false, "");
    }

    private static NginxServer start(Path program, Settings settings) throws IOException {
        Path home = Files.createTempDirectory("hawser-testkit-nginx");
        String failure = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            int port = freePort();
            Path log = home.resolve("error.log");
            Files.writeString(home.resolve("nginx.conf"), configuration(home, settings, port));
            ProcessBuilder builder = new ProcessBuilder(
                            program.toString(), "-p", home.toString(), "-c", "nginx.conf", "-e", log.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("output.log").toFile());
            ChildEnvironment.scrub(builder.environment());
            NginxServer server = new NginxServer(home, builder.start(), port);
            if (server.isUp()) {
                return server;
            }
            server.stop();
            failure = Files.readString(log);
            // Between the choice of a free port and nginx's own bind another program may have taken it.
            if (!failure.contains("Address already in use")) {
                break;
            }
            Files.delete(log);
        }
        delete(home);
        throw new IOException("nginx did not start: " + failure);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * nginx writes its pid file after it has bound its port, so no other server can be mistaken for it; but a signal to
     * stop is lost on it until it has started its worker, which an answer proves.
     */
    private boolean isUp() throws IOException {
        Path pid = home.resolve("nginx.pid");
        Eventually.holds(() -> Files.exists(pid) || !process.isAlive(), () -> "nginx neither starts nor fails");
        if (!process.isAlive()) {
            return false;
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + PROBE + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        }
    }

    private static String configuration(Path home, Settings settings, int port) {
        String asRoot = System.getProperty("user.name").equals("root") ? "user root;" : "";
        return """
                daemon off;
                pid nginx.pid;
                worker_processes %d;
                %s
                events { worker_connections 1024; }
                http {
                    # The configuration has no other way to write a dollar sign.
                    geo $dollar { default "$"; }
                    log_format transfers '$connection $status $body_bytes_sent "$http_range" $request_method $request_uri';
                    access_log "%s/access.log" transfers;
                    client_body_temp_path client; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                    default_type application/octet-stream;
                    sendfile on; tcp_nopush on; keepalive_requests 1000000; client_max_body_size 0;
                    gzip %s; gzip_types *; gzip_min_length 1; gzip_proxied any;
                    server {
                        listen 127.0.0.1:%d;
                        location = %s { access_log off; return 204; }
                        %s
                        location / {
                            root "%s";
                            autoindex %s;
                            limit_rate %d;
                            %s
                        }
                    }
                }
                """.formatted(
                        settings.workers(),
                        asRoot,
                        home,
                        settings.gzip() ? "on" : "off",
                        port,
                        PROBE,
                        (settings.s3Listings() ? s3Listings(settings.root()) : "") + settings.locations(),
                        quoted(settings.root().toAbsolutePath().toString()),
                        settings.autoindex() ? "on" : "off",
                        settings.limitRate(),
                        settings.dav() ? "dav_methods PUT DELETE; create_full_put_path on;" : "");
    }

    private static String s3Listings(Path root) {
        return """
                location ~ ^/[^/.][^/]*/?$ {
                    root "%s";
                    types { application/xml xml; }
                    set $token "";
                    if ($args ~ "continuation-token=([^&]+)") { set $token $1; }
                    rewrite ^/([^/]+)/?$ /.listing/$1/page$token.xml break;
                }
                """.formatted(quoted(root.toAbsolutePath().toString()));
    }

    /** A text as it stands between double quotes in a configuration. */
    public static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "${dollar}");
    }

    /** Where clients connect to. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The port of {@link #address()}. */
    public int port() {
        return port;
    }

    /** The URL of a path, which is taken as it is and begins with a slash. */
    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /**
     * A request that nginx has finished.
     *
     * @param connection nginx's own number of the connection
     * @param status the status it answered
     * @param sent the bytes of content it sent
     * @param range the {@code Range} it was asked for, or {@code -}
     * @param method the method
     * @param target the target as it came
     */
    public record Served(long connection, int status, long sent, String range, String method, String target) {
        private static Served parse(String line) {
            String[] words = line.split(" ", 6);
            String range = words[3].substring(1, words[3].length() - 1);
            return new Served(
                    Long.parseLong(words[0]),
                    Integer.parseInt(words[1]),
                    Long.parseLong(words[2]),
                    range,
                    words[4],
                    words[5]);
        }
    }

    /** The requests that are finished; nginx notes one a moment after its client has the last byte. */
    public List<Served> served() throws IOException {
        String log = Files.readString(home.resolve("access.log"), StandardCharsets.ISO_8859_1);
        // A last line without an end is still being written.
        return log.substring(0, log.lastIndexOf('\n') + 1)
                .lines()
                .map(Served::parse)
                .toList();
    }

    /** Stops the server, waits for its end and removes its folder. */
    @Override
    public void close() throws IOException {
        stop();
        delete(home);
    }

    private void stop() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // Only a master that was killed leaves workers behind.
        workers.forEach(ProcessHandle::destroyForcibly);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
