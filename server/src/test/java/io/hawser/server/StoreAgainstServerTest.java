package io.hawser.server;

import io.hawser.Location;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Content;
import io.hawser.testkit.StoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** What every store promises, with Hawser's own SFTP store on this server. */
class StoreAgainstServerTest {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    abstract static class OnServer extends StoreContract {
        private final String folder = "folder-" + FOLDERS.incrementAndGet();
        private final SftpStoreProvider provider = new SftpStoreProvider();
        private Instant time = Instant.parse("2024-02-29T12:00:00Z");

        @TempDir
        private Path elsewhere;

        abstract TestServer server();

        abstract Path root();

        @Override
        protected Store open() throws IOException {
            Files.createDirectory(root().resolve(folder));
            var plain = StoreContext.defaults();
            return provider.open(
                    at("").root(),
                    new StoreContext(
                            Map.of("HOME", elsewhere.toString(), "PATH", System.getenv("PATH")),
                            server().access().options(),
                            plain.headers(),
                            plain.budget(),
                            plain.connectTimeout(),
                            plain.trace(),
                            plain.version()));
        }

        @AfterEach
        void closeProvider() {
            provider.close();
        }

        @Override
        public Location at(String name) {
            String path = name.isEmpty() ? folder : folder + "/" + name;
            return new Location("sftp", server().access().authority(), "/" + path);
        }

        @Override
        public void put(String name, Content content) throws IOException {
            var file = root().resolve(folder).resolve(name);
            Files.createDirectories(file.getParent());
            var made = content.writeTo(elsewhere.resolve("new"));
            // The protocol knows whole seconds only: what is written in the same one looks the same.
            time = time.plusSeconds(1);
            Files.setLastModifiedTime(made, FileTime.from(time));
            Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public Optional<Content> get(String name) throws IOException {
            var file = root().resolve(folder).resolve(name);
            return Files.exists(file) ? Optional.of(Content.of(Files.readAllBytes(file))) : Optional.empty();
        }

        @Override
        public Optional<Set<String>> names() throws IOException {
            var top = root().resolve(folder);
            try (Stream<Path> all = Files.walk(top)) {
                return Optional.of(
                        all.map(path -> top.relativize(path).toString()).collect(Collectors.toSet()));
            }
        }
    }

    @Nested
    class Whole extends OnServer {
        @TempDir
        private static Path root;

        private static TestServer server;

        @BeforeAll
        static void start() throws IOException {
            server = TestServer.serving(root, config -> config, user -> user.withConnections(1_000));
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @Override
        TestServer server() {
            return server;
        }

        @Override
        Path root() {
            return root;
        }
    }

    @Nested
    class Direct extends OnServer {
        @TempDir
        private static Path root;

        private static TestServer server;

        @BeforeAll
        static void start() throws IOException {
            server = TestServer.serving(
                    root, config -> config.withUploads(Uploads.DIRECT), user -> user.withConnections(1_000));
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @Override
        TestServer server() {
            return server;
        }

        @Override
        Path root() {
            return root;
        }
    }
}
