package io.hawser.ssh.sftp;

import io.hawser.Location;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.Store;
import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.SshServer;
import io.hawser.testkit.StoreContract;
import io.hawser.testkit.ssh.MinaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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

/** What every store promises, on real servers: one of each for all tests, with a folder for each test. */
class SftpStoreContractTest {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    /** A folder of the server's machine, which is ours, behind the server's back. */
    abstract static class OnServer extends StoreContract {
        private final String folder = "folder-" + FOLDERS.incrementAndGet();
        private final SftpStoreProvider provider = new SftpStoreProvider();
        private Instant time = Instant.parse("2024-02-29T12:00:00Z");

        @TempDir
        private Path elsewhere;

        abstract SshServer server();

        abstract Path root();

        @Override
        protected Store open() throws IOException {
            Files.createDirectory(root().resolve(folder));
            return provider.open(at("").root(), TestSsh.context(server(), elsewhere));
        }

        @AfterEach
        void closeProvider() {
            provider.close();
        }

        @Override
        public Location at(String name) {
            return server().access().location(name.isEmpty() ? folder : folder + "/" + name);
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
    class OpenSsh extends OnServer {
        @TempDir
        private static Path root;

        private static SshServer server;

        @BeforeAll
        static void start() throws IOException {
            server = OpenSshServer.serving(root).start();
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @Override
        SshServer server() {
            return server;
        }

        @Override
        Path root() {
            return root;
        }
    }

    @Nested
    class Asyncssh extends OnServer {
        @TempDir
        private static Path root;

        private static SshServer server;

        @BeforeAll
        static void start() throws IOException {
            server =
                    PythonSshServer.serving(PythonSshServer.Kind.ASYNCSSH, root).start();
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @Override
        SshServer server() {
            return server;
        }

        @Override
        Path root() {
            return root;
        }
    }

    @Nested
    class Paramiko extends OnServer {
        @TempDir
        private static Path root;

        private static SshServer server;

        @BeforeAll
        static void start() throws IOException {
            server =
                    PythonSshServer.serving(PythonSshServer.Kind.PARAMIKO, root).start();
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @Override
        SshServer server() {
            return server;
        }

        @Override
        Path root() {
            return root;
        }
    }

    @Nested
    class Mina extends OnServer {
        @TempDir
        private static Path root;

        private static SshServer server;

        @BeforeAll
        static void start() throws IOException {
            server = MinaServer.serving(root).start();
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @Override
        SshServer server() {
            return server;
        }

        @Override
        Path root() {
            return root;
        }
    }
}
