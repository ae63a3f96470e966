package io.hawser.s3;

import io.hawser.Location;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Content;
import io.hawser.testkit.StoreContract;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3MockServer;
import io.hawser.testkit.s3.S3Operation;
import io.hawser.testkit.s3.S3ProxyServer;
import io.hawser.testkit.s3.S3Server;
import io.hawser.testkit.s3.ScriptedS3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** What every store promises, on S3Proxy, on S3Mock and on a server that behaves as AWS does. */
class S3StoreContractTest {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    /** A bucket for each test, and in it a prefix that looks like others. */
    abstract static class OnServer extends StoreContract {
        private static final String PREFIX = "contract/";

        private final S3StoreProvider provider = new S3StoreProvider();
        private final String bucket = "contract-" + ProcessHandle.current().pid() + "-" + BUCKETS.incrementAndGet();
        private S3Server server;

        abstract S3Server server() throws IOException;

        @Override
        protected Store open() throws IOException {
            server = server();
            server.makeBucket(bucket);
            var environment = new HashMap<>(server.environment());
            environment.putAll(state());
            return provider.open(at("").root(), StoreContext.defaults().withEnvironment(environment));
        }

        /** Where this machine keeps what it knows of uploads; nowhere. */
        Map<String, String> state() {
            return Map.of();
        }

        @AfterEach
        void closeProvider() {
            provider.close();
        }

        @Override
        public Location at(String name) {
            return new Location("s3", bucket, "/" + PREFIX + name);
        }

        @Override
        public void put(String name, Content content) throws IOException {
            server.put(bucket, PREFIX + name, content);
        }

        @Override
        public Optional<Content> get(String name) throws IOException {
            return server.get(bucket, PREFIX + name);
        }

        @Override
        public Optional<Set<String>> names() throws IOException {
            var names = new TreeSet<String>();
            for (var key : server.keys(bucket, PREFIX)) {
                names.add(key.substring(PREFIX.length()));
            }
            for (var upload : server.uploads(bucket)) {
                names.add(upload.key().substring(PREFIX.length()) + " (unfinished)");
            }
            return Optional.of(names);
        }
    }

    @Nested
    class OnS3Proxy extends OnServer {
        @Override
        S3Server server() throws IOException {
            return S3ProxyServer.shared();
        }

        /** It takes keys for paths, and refuses or changes what is none. */
        @Override
        public List<String> oddKeys() {
            return List.of("a", "control\u0001");
        }
    }

    @Nested
    class OnS3Mock extends OnServer {
        @Override
        S3Server server() throws IOException {
            return S3MockServer.shared();
        }
    }

    /** With the journals of uploads, which others go without. */
    @Nested
    class OnScriptedServerWithJournals extends OnScriptedServer {
        @TempDir
        private Path home;

        @Override
        Map<String, String> state() {
            return Map.of("HOME", home.toString());
        }
    }

    /** As AWS itself behaves, and with objects that may not be read or never come. */
    @Nested
    class OnScriptedServer extends OnServer {
        private final ScriptedS3Server server = started();

        private static ScriptedS3Server started() {
            try {
                return ScriptedS3Server.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        S3Server server() {
            return server;
        }

        @AfterEach
        void stop() throws IOException {
            server.close();
        }

        @Override
        public Optional<Location> denied() {
            server.at(S3Operation.GET_OBJECT).forKey("denied").suffers(S3Fault.error(403, "AccessDenied"));
            return Optional.of(at("").withPath("/denied"));
        }

        @Override
        public Optional<Location> stalling() {
            server.at(S3Operation.GET_OBJECT).forKey("stalling").suffers(S3Fault.silence());
            return Optional.of(at("").withPath("/stalling"));
        }
    }
}
