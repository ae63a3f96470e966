package io.hawser.http.artifactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.StoreContext;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import io.hawser.testkit.artifactory.ArtifactoryUser;
import io.hawser.testkit.artifactory.Checksums;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of files and folders, deletions, and servers that are elsewhere than usual. */
@LeakChecked
class ArtifactoryStoreTest {
    private TestArtifactory artifactory;
    private ArtifactoryServer server;

    @BeforeEach
    void start() throws IOException {
        artifactory = TestArtifactory.start();
        server = artifactory.server;
    }

    @AfterEach
    void stop() throws IOException {
        artifactory.close();
    }

    private Entry describe(String item) throws StoreException {
        return artifactory.store().describe(artifactory.at(item), Scope.unlimited());
    }

    private void delete(Entry entry) throws StoreException {
        artifactory.store().delete(entry, Scope.unlimited());
    }

    @Test
    void aFileIsOneRequestWithItsChecksumsSizeAndTime() throws Exception {
        var content = Content.random(1, 1000);
        server.put("repo/a/f.json", content, Instant.parse("2023-01-02T03:04:05.678Z"));
        var entry = artifactory.stat("repo/a/f.json");

        assertThat(entry.kind()).isEqualTo(Kind.FILE);
        assertThat(entry.size()).hasValue(1000);
        assertThat(entry.modified()).contains(Instant.parse("2023-01-02T03:04:05Z"));
        assertThat(entry.digests())
                .extracting(digest -> digest.algorithm())
                .containsExactly(Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5);
        assertThat(entry.attributes()).containsEntry("content-type", "application/json");
        assertThat(server.requests()).hasSize(1);
        server.withoutChecksumHeaders();
        assertThat(artifactory.stat("repo/a/f.json").digests()).isEqualTo(entry.digests());
        assertThat(artifactory.stat("repo/a/f.json").version()).isEqualTo(entry.version());
    }

    @Test
    void aFileWithoutSha256IsToldByWhatThereIs() throws Exception {
        var content = Content.random(1, 1000);
        server.put("repo/f", content, Checksums.of(content).without(Checksums.Kind.SHA256));

        assertThat(artifactory.stat("repo/f").digests())
                .extracting(digest -> digest.algorithm())
                .containsExactly(Algorithm.SHA1, Algorithm.MD5);
        server.put("repo/f", content, Checksums.none());
        assertThat(artifactory.stat("repo/f").digests()).isEmpty();
        assertThat(artifactory.stat("repo/f").size()).hasValue(1000);
    }

    @Test
    void aFolderIsToldFromAFile() throws Exception {
        server.put("repo/a/f", Content.text("x"));

        assertThat(artifactory.stat("repo/a").kind()).isEqualTo(Kind.FOLDER);
        assertThat(artifactory.stat("repo/a/").kind()).isEqualTo(Kind.FOLDER);
        assertThat(artifactory.stat("repo").kind()).isEqualTo(Kind.FOLDER);
        server.withoutFolderPages();
        assertThat(artifactory.stat("repo/a").kind()).isEqualTo(Kind.FOLDER);
    }

    @Test
    void whatIsNotThereIsToldInTheServersWords() {
        assertThatThrownBy(() -> artifactory.stat("repo/none"))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("(Unable to find item)");
        assertThatThrownBy(() ->
                        artifactory.store().open(artifactory.at("repo/none"), OpenOptions.whole(), Scope.unlimited()))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("(File not found.)");
    }

    @Test
    void aFailureThatSaysNothingHasItsStatusLine() throws Exception {
        server.put("repo/f", Content.text("x"));
        server.fault(ArtifactoryFault.proxyPage(403));

        assertThatThrownBy(() ->
                        artifactory.store().open(artifactory.at("repo/f"), OpenOptions.whole(), Scope.unlimited()))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("403 Forbidden")
                .hasMessageNotContaining("html");
    }

    @Test
    void propertiesAndCreationAreForPeople() throws Exception {
        server.put("repo/f", Content.text("x"));
        server.annotate("repo/f", "build", "7", "8");
        server.annotate("repo/f", "a;b", "c=d");
        var described = describe("repo/f");

        assertThat(described.attributes())
                .containsEntry(ListOptions.PROPERTIES, "a%3Bb=c%3Dd;build=7;build=8")
                .containsKey("created");
        assertThat(described.digests()).hasSize(3);
        assertThat(artifactory.stat("repo/f").attributes()).doesNotContainKey(ListOptions.PROPERTIES);
        server.put("repo/plain", Content.text("x"));
        assertThat(describe("repo/plain").attributes())
                .containsKey("created")
                .doesNotContainKey(ListOptions.PROPERTIES);
        server.annotate("repo", "kind", "root");
        assertThat(describe("repo").attributes()).containsEntry(ListOptions.PROPERTIES, "kind=root");
        assertThat(describe("").kind()).isEqualTo(Kind.FOLDER);
    }

    @Test
    void whoMayNotAskForPropertiesStillLearnsTheRest() throws Exception {
        server.put("repo/f", Content.text("x"));
        server.at(ArtifactoryOperation.PROPERTIES, ArtifactoryOperation.INFO).suffers(ArtifactoryFault.status(403));

        assertThat(describe("repo/f").size()).hasValue(1);
    }

    @Test
    void aFileThatChangedIsNotDeleted() throws Exception {
        server.put("repo/f", Content.text("1"));
        var entry = artifactory.stat("repo/f");
        server.put("repo/f", Content.text("2"));

        assertThatThrownBy(() -> delete(entry)).isInstanceOf(StoreException.Conflict.class);
        assertThat(server.content("repo/f")).isPresent();
        delete(artifactory.stat("repo/f"));
        assertThat(server.content("repo/f")).isEmpty();
    }

    @Test
    void aFolderIsNeverDeletedAsAFile() throws Exception {
        server.put("repo/a/f", Content.text("1"));

        assertThatThrownBy(() -> delete(Entry.file(artifactory.at("repo/a"))))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> delete(Entry.folder(artifactory.at("repo/a"))))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> delete(Entry.folder(artifactory.at("repo"))))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("repository");
        assertThat(server.content("repo/a/f")).isPresent();
    }

    @Test
    void aDeletionThatIsNotAllowedIsToldInTheServersWords() throws Exception {
        var user = ArtifactoryUser.named("eve").withoutDelete();
        server.knowing(user).put("repo/f", Content.text("1"));
        var store = artifactory.store(
                StoreContext.defaults().withEnvironment(Map.of("HAWSER_ARTIFACTORY_TOKEN", user.token())));

        assertThatThrownBy(() -> store.delete(Entry.file(artifactory.at("repo/f")), Scope.unlimited()))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("needs DELETE permission");
        server.at(ArtifactoryOperation.DELETE).suffers(ArtifactoryFault.error(404, "Could not locate artifact"));
        assertThatThrownBy(() -> store.delete(Entry.file(artifactory.at("repo/f")), Scope.unlimited()))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("Could not locate artifact")
                .hasMessageContaining("not allowed");
    }

    @Test
    void aServerMayHaveAnotherContextOrNone() throws Exception {
        for (var context : new String[] {"", "/tools/binaries"}) {
            try (var elsewhere = ArtifactoryServer.start(context)) {
                elsewhere.put("repo/f", Content.text("1"));
                var root = Location.parse("artifactory+http://127.0.0.1:" + elsewhere.port() + "/");
                var options = Map.of("base_path", context.isEmpty() ? "/" : context);
                var environment =
                        Map.of("HAWSER_ARTIFACTORY_TOKEN", elsewhere.user().token());
                try (var provider = new ArtifactoryStoreProvider()) {
                    var there = provider.open(
                            root.root(),
                            StoreContext.defaults().withEnvironment(environment).withOptions(options));
                    var at = root.withPath(context + "/repo/f");
                    assertThat(there.stat(at, Scope.unlimited()).size()).hasValue(1);
                    try (var listing =
                            there.list(root.withPath(context + "/repo"), ListOptions.everything(), Scope.unlimited())) {
                        assertThat(listing.next().orElseThrow().location()).isEqualTo(at);
                    }
                }
            }
        }
    }

    @Test
    void whatNamesNoFileIsToldBeforeAnythingIsSent() throws Exception {
        var store = artifactory.store();
        assertThatThrownBy(() -> store.open(artifactory.at("repo"), OpenOptions.whole(), Scope.unlimited()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("names no file");
        assertThatThrownBy(() -> store.upload(artifactory.at("repo/f/"), UploadOptions.defaults(), Scope.unlimited()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("names a folder");
        assertThatThrownBy(() -> store.stat(artifactory.at("").withPath("/repo/f"), Scope.unlimited()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("/artifactory/repository/path is right");
        assertThat(server.requests()).isEmpty();
    }
}
