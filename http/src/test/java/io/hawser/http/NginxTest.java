package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.store.Access;
import io.hawser.store.Scope;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.NginxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same against a real server. */
@LeakChecked
class NginxTest {
    private static final long PART = 1 << 20;
    private static final Content CONTENT = Content.random(13, 5 * PART + 1);

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private NginxServer nginx;
    private TestStore store;

    @BeforeEach
    void start() throws IOException {
        nginx = NginxServer.serving(root).withDav().withGzip().start();
        store = new TestStore();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        nginx.close();
    }

    private static Hawser hawser() {
        return Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new HttpStoreProvider()))
                .withEnvironment(Map.of()));
    }

    private static Outcome copy(String from, String to) throws Exception {
        try (var hawser = hawser()) {
            return hawser.copy(
                            Location.parse(from),
                            Location.parse(to),
                            CopyOptions.defaults().withPartSize(PART).withDurable(false))
                    .result();
        }
    }

    @Test
    void aFileInParts() throws Exception {
        CONTENT.writeTo(root.resolve("file"));
        copy(nginx.url("/file"), folder.resolve("file").toString());

        assertThat(CONTENT.mismatch(folder.resolve("file"))).isEmpty();
        Eventually.holds(() -> served().size() == 6, () -> served().toString());
        assertThat(served()).allMatch(s -> s.status() == 206);
        assertThat(served().stream().mapToLong(NginxServer.Served::sent).sum()).isEqualTo(CONTENT.size());
    }

    private List<NginxServer.Served> served() {
        try {
            return nginx.served();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manySmallFilesOnFewConnections() throws Exception {
        for (int i = 0; i < 200; i++) {
            CONTENT.slice(i, 16 << 10).writeTo(root.resolve("small-" + i));
        }
        try (var hawser = hawser()) {
            var options = CopyOptions.defaults().withDurable(false);
            var transfers = new ArrayList<Transfer>();
            for (int i = 0; i < 200; i++) {
                transfers.add(hawser.copy(
                        Location.parse(nginx.url("/small-" + i)),
                        Location.local(folder.resolve("small-" + i).toString()),
                        options));
            }
            for (var transfer : transfers) {
                transfer.result();
            }
        }
        for (int i = 0; i < 200; i++) {
            assertThat(CONTENT.slice(i, 16 << 10).mismatch(folder.resolve("small-" + i)))
                    .isEmpty();
        }
        Eventually.holds(() -> served().size() == 200, () -> served().size() + " requests");
        assertThat(served().stream()
                        .map(NginxServer.Served::connection)
                        .distinct()
                        .count())
                .isLessThanOrEqualTo(8);
    }

    @Test
    void anEmptyFileAndNamesThatNeedEncoding() throws Exception {
        var name = "a b%#?é;x&y";
        Files.createFile(root.resolve("empty"));
        CONTENT.slice(0, 10).writeTo(root.resolve(name));

        assertThat(store.read(nginx.url("/empty"))).isEmpty();
        try (var source = store.open(nginx.url("/empty"), PART)) {
            assertThat(source.entry().size()).hasValue(0);
        }
        assertThat(store.read(nginx.url("/a b%25%23%3Fé;x&y")))
                .isEqualTo(CONTENT.slice(0, 10).bytes());
    }

    @Test
    void aFileThatIsReplacedIsAConflict() throws IOException {
        CONTENT.writeTo(root.resolve("file"));
        try (var source = store.open(nginx.url("/file"), PART)) {
            assertThat(source.access()).isEqualTo(Access.RANGES);
            CONTENT.slice(1, 3 * PART).writeTo(root.resolve("file"));

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void uploadsAndDeletions() throws Exception {
        CONTENT.writeTo(folder.resolve("file"));
        copy(folder.resolve("file").toString(), nginx.url("/new/folder/file"));
        assertThat(CONTENT.mismatch(root.resolve("new/folder/file"))).isEmpty();
        copy(nginx.url("/new/folder/file"), nginx.url("/copy"));
        assertThat(CONTENT.mismatch(root.resolve("copy"))).isEmpty();

        var location = Location.parse(nginx.url("/copy"));
        store.at(nginx.url("/")).delete(Entry.file(location), Scope.unlimited());
        assertThat(root.resolve("copy")).doesNotExist();
        assertThatThrownBy(() -> store.at(nginx.url("/")).delete(Entry.file(location), Scope.unlimited()))
                .isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void whatIsMissingIsNotFound() {
        assertThatThrownBy(() -> store.read(nginx.url("/none")))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessage(nginx.url("/none") + ": 404 Not Found");
        assertThatThrownBy(() -> store.stat(nginx.url("/none"))).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void itSpeaksNoTlsHere() {
        assertThatThrownBy(() -> store.read(nginx.url("/").replace("http:", "https:")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("http:// may be right");
    }
}
