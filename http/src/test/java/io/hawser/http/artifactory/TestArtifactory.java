package io.hawser.http.artifactory;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.Scope;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server, and short words for what tests do with it. */
final class TestArtifactory implements AutoCloseable {
    static final long PART = 1 << 20;

    /** Parts of 1 MiB, and no waiting between tries. */
    static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withDurable(false)
            .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));

    final ArtifactoryServer server;
    private final List<ArtifactoryStoreProvider> providers = new ArrayList<>();

    TestArtifactory(ArtifactoryServer server) {
        this.server = server;
        server.makeRepository("repo");
    }

    static TestArtifactory start() throws IOException {
        return new TestArtifactory(ArtifactoryServer.start());
    }

    /** The location of {@code repository/path}. */
    Location at(String item) {
        return Location.parse("artifactory+http://127.0.0.1:" + server.port() + "/artifactory/" + item);
    }

    Map<String, String> token() {
        return Map.of("HAWSER_ARTIFACTORY_TOKEN", server.user().token());
    }

    /** A store for the administrator. */
    Store store() throws StoreException {
        return store(StoreContext.defaults().withEnvironment(token()));
    }

    Store store(StoreContext context) throws StoreException {
        var provider = new ArtifactoryStoreProvider();
        providers.add(provider);
        return provider.open(at("").root(), context);
    }

    Entry stat(String item) throws StoreException {
        return store().stat(at(item), Scope.unlimited());
    }

    List<Entry> list(String folder, ListOptions options) throws StoreException {
        return list(store(), folder, options);
    }

    List<Entry> list(Store store, String folder, ListOptions options) throws StoreException {
        var entries = new ArrayList<Entry>();
        try (var listing = store.list(at(folder), options, Scope.unlimited())) {
            for (var next = listing.next(); next.isPresent(); next = listing.next()) {
                entries.add(next.get());
            }
        }
        return entries;
    }

    /** The paths of a listing below a folder. */
    List<String> names(String folder, ListOptions options) throws StoreException {
        return list(folder, options).stream()
                .map(entry -> entry.location()
                        .path()
                        .substring((at(folder).path() + "/").replace("//", "/").length()))
                .toList();
    }

    Hawser hawser() {
        return hawser(token());
    }

    Hawser hawser(Map<String, String> environment) {
        return Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new ArtifactoryStoreProvider()))
                .withEnvironment(environment));
    }

    Outcome download(String item, Path target, CopyOptions options) throws InterruptedException {
        return copy(at(item), Location.local(target.toString()), options);
    }

    Outcome upload(Path source, String item, CopyOptions options) throws InterruptedException {
        return copy(Location.local(source.toString()), at(item), options);
    }

    Outcome copy(Location from, Location to, CopyOptions options) throws InterruptedException {
        try (var hawser = hawser()) {
            return hawser.copy(from, to, options).await();
        }
    }

    @Override
    public void close() throws IOException {
        providers.forEach(ArtifactoryStoreProvider::close);
        server.close();
    }
}
