package io.hawser.http.artifactory;

import io.hawser.Location;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Content;
import io.hawser.testkit.StoreContract;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** What every store promises, on servers of several manners. */
class ArtifactoryContractTest {
    /** One server for each test. */
    abstract static class OnServer extends StoreContract {
        private static final String FOLDER = "generic-local/folder";

        private final ArtifactoryStoreProvider provider = new ArtifactoryStoreProvider();
        private ArtifactoryServer server;

        abstract ArtifactoryServer start() throws IOException;

        @Override
        protected Store open() throws IOException {
            server = start();
            server.makeFolder(FOLDER);
            var token = Map.of("HAWSER_ARTIFACTORY_TOKEN", server.user().token());
            return provider.open(at("").root(), StoreContext.defaults().withEnvironment(token));
        }

        @AfterEach
        void stop() throws IOException {
            provider.close();
            server.close();
        }

        @Override
        public Location at(String name) {
            var folder = "/artifactory/" + FOLDER;
            return new Location(
                    "artifactory+http", "127.0.0.1:" + server.port(), name.isEmpty() ? folder : folder + "/" + name);
        }

        @Override
        public void put(String name, Content content) {
            server.put(FOLDER + "/" + name, content);
        }

        @Override
        public Optional<Content> get(String name) {
            return server.content(FOLDER + "/" + name);
        }

        @Override
        public Optional<Set<String>> names() {
            return Optional.of(new TreeSet<>(server.files(FOLDER)));
        }

        @Override
        public Optional<Location> denied() {
            put("denied", Content.text("x"));
            server.at().forItem(FOLDER + "/denied").suffers(ArtifactoryFault.status(403));
            return Optional.of(at("denied"));
        }

        @Override
        public Optional<Location> stalling() {
            put("stalling", Content.random(9, 100_000));
            server.at(ArtifactoryOperation.DOWNLOAD)
                    .forItem(FOLDER + "/stalling")
                    .suffers(ArtifactoryFault.silence());
            return Optional.of(at("stalling"));
        }
    }

    /** As most are. */
    @Nested
    class Usual extends OnServer {
        @Override
        ArtifactoryServer start() throws IOException {
            return ArtifactoryServer.start();
        }
    }

    /** Without file lists, sorted queries and copies. */
    @Nested
    class OpenSource extends OnServer {
        @Override
        ArtifactoryServer start() throws IOException {
            return ArtifactoryServer.start().withoutPro();
        }
    }

    /** Behind what lets no unknown header fields pass, with numbers as texts. */
    @Nested
    class Bare extends OnServer {
        @Override
        ArtifactoryServer start() throws IOException {
            return ArtifactoryServer.start()
                    .withoutChecksumHeaders()
                    .withoutFolderPages()
                    .withNumbersAsText();
        }
    }
}
