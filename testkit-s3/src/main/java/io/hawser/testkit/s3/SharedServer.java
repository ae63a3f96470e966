package io.hawser.testkit.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server that all tests of a JVM use and none of them stops. */
final class SharedServer implements S3Server {
    private static final Map<String, SharedServer> ALL = new HashMap<>();

    private final S3Server server;

    private SharedServer(S3Server server) {
        this.server = server;
    }

    /** Starts a server. */
    interface Start {
        S3Server start() throws IOException;
    }

    /** The server of a name, started if nobody has asked for it before. */
    static S3Server get(String name, Start start) throws IOException {
        synchronized (ALL) {
            SharedServer shared = ALL.get(name);
            if (shared == null) {
                shared = new SharedServer(start.start());
                ALL.put(name, shared);
                Runtime.getRuntime().addShutdownHook(new Thread(shared::stop, "testkit-stop-" + name));
            }
            return shared;
        }
    }

    private void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI endpoint() {
        return server.endpoint();
    }

    @Override
    public String accessKey() {
        return server.accessKey();
    }

    @Override
    public String secretKey() {
        return server.secretKey();
    }

    @Override
    public List<S3Request> requests() {
        return server.requests();
    }

    @Override
    public void close() {
        // The shutdown hook stops it.
    }
}
