package io.hawser.http;

import io.hawser.Location;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFolder;
import io.hawser.testkit.StoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** What every store promises, on a server that keeps to the protocol and on a real nginx. */
class HttpStoreContractTest {
    /** A name as a URL has it: all but letters, digits and slashes escaped. */
    private static String encoded(String name) {
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b == '/' || b > ' ' && Character.isLetterOrDigit((char) b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    @Nested
    class Scripted extends StoreContract {
        private final HttpStoreProvider provider = new HttpStoreProvider();
        private final ServedFolder files = new ServedFolder();
        private ScriptedHttpServer server;

        @AfterEach
        void stop() throws IOException {
            provider.close();
            server.close();
        }

        @Override
        protected Store open() throws IOException {
            server = ScriptedHttpServer.start();
            server.on("/files/", files);
            return provider.open(at("").root(), StoreContext.defaults());
        }

        @Override
        public Location at(String name) {
            return Location.parse(server.url("/files/" + encoded(name)));
        }

        @Override
        public void put(String name, Content content) {
            files.put("/files/" + encoded(name), content);
        }

        @Override
        public Optional<Content> get(String name) {
            return files.content("/files/" + encoded(name));
        }

        @Override
        public Optional<Location> denied() {
            server.on("/denied", _ -> Answer.status(403));
            return Optional.of(Location.parse(server.url("/denied")));
        }

        @Override
        public Optional<Location> stalling() {
            server.on("/stalling", _ -> Answer.silence());
            return Optional.of(Location.parse(server.url("/stalling")));
        }
    }

    /** One server for all tests, with a folder for each. */
    @Nested
    class Nginx extends StoreContract {
        private static final AtomicInteger FOLDERS = new AtomicInteger();

        @TempDir
        private static Path root;

        private static NginxServer server;

        private final HttpStoreProvider provider = new HttpStoreProvider();
        private final Path folder = root.resolve("folder-" + FOLDERS.incrementAndGet());
        private Instant time = Instant.parse("2024-02-29T12:00:00Z");

        @BeforeAll
        static void start() throws IOException {
            server = NginxServer.serving(root).withDav().start();
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @AfterEach
        void closeProvider() {
            provider.close();
        }

        @Override
        protected Store open() throws IOException {
            Files.createDirectory(folder);
            return provider.open(at("").root(), StoreContext.defaults());
        }

        @Override
        public Location at(String name) {
            return Location.parse(server.url("/" + folder.getFileName() + "/" + encoded(name)));
        }

        /** Renames the file into place, a second younger than the one before: nginx's tags are of size and seconds. */
        @Override
        public void put(String name, Content content) throws IOException {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            var written = content.writeTo(Files.createTempFile(folder, "put", ""));
            time = time.plusSeconds(1);
            Files.setLastModifiedTime(written, FileTime.from(time));
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public Optional<Content> get(String name) throws IOException {
            var file = folder.resolve(name);
            return Files.exists(file) ? Optional.of(Content.of(Files.readAllBytes(file))) : Optional.empty();
        }

        @Override
        public Optional<Set<String>> names() throws IOException {
            try (var all = Files.walk(folder)) {
                var names = new TreeSet<String>();
                all.filter(Files::isRegularFile)
                        .forEach(file -> names.add(folder.relativize(file).toString()));
                return Optional.of(names);
            }
        }
    }
}
