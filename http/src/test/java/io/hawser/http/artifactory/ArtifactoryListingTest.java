package io.hawser.http.artifactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.NameFilter;
import io.hawser.Outcome;
import io.hawser.Selection;
import io.hawser.StoreException;
import io.hawser.TransferListener;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.StoppableScope;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings by each of their ways, whole or told. */
@LeakChecked
class ArtifactoryListingTest {
    private static final ListOptions LEVEL = ListOptions.level();
    private static final ListOptions ALL = ListOptions.everything();

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

    private void put(String... items) {
        for (var item : items) {
            server.put("repo/" + item, Content.text(item));
        }
    }

    private static ListOptions having(ListOptions options, String properties) {
        return options.withAttributes(Map.of(ListOptions.PROPERTIES, properties));
    }

    private void withoutFileLists() {
        server.at(ArtifactoryOperation.LIST).suffers(ArtifactoryFault.status(403));
    }

    @Test
    void aFileListIsOneRequestAndItsEntriesAreNotAskedForAgain(@TempDir Path folder) throws Exception {
        put("a/1", "a/b/2");
        var entries = artifactory.list("repo/a", ALL);

        assertThat(entries).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.digest(Algorithm.SHA256)).isPresent();
            assertThat(entry.size()).isPresent();
            assertThat(entry.modified()).isPresent();
        });
        assertThat(server.requests()).hasSize(1);
        try (var hawser = artifactory.hawser()) {
            for (int i = 0; i < 2; i++) {
                var target = Location.local(folder.resolve("target").toString());
                var options = CopyOptions.defaults().withIfExists(IfExists.CHANGED);
                var outcome = hawser.copy(entries.getFirst(), target, options, TransferListener.none(), null)
                        .await();
                assertThat(outcome).isInstanceOf(i == 0 ? Outcome.Copied.class : Outcome.Skipped.class);
            }
        }
        assertThat(server.count(ArtifactoryOperation.DOWNLOAD)).isEqualTo(1);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aFileThatChangedSinceItWasListedIsAConflict() throws Exception {
        put("a/1");
        var entry = artifactory.list("repo/a", ALL).getFirst();
        server.put("repo/a/1", Content.text("x/1"));

        assertThatThrownBy(() -> artifactory
                        .store()
                        .open(entry.location(), OpenOptions.whole().withKnown(entry), Scope.unlimited()))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("changed since it was listed");
    }

    @Test
    void theListsChecksumsServeWhereTheBytesComeFromElsewhere() throws Exception {
        var content = Content.random(1, 1000);
        server.put("repo/a/1", content);
        try (var storage = ScriptedHttpServer.start()) {
            storage.on("/blob", ServedFile.of(content));
            server.redirectingTo(_ -> URI.create(storage.url("localhost", "/blob")));
            var entry = artifactory.list("repo/a", ALL).getFirst();
            try (var source = artifactory
                    .store()
                    .open(entry.location(), OpenOptions.whole().withKnown(entry), Scope.unlimited())) {
                assertThat(source.entry().digests()).isEqualTo(entry.digests());
                assertThat(source.entry().version()).isEqualTo(entry.version());
            }
            assertThat(server.count(ArtifactoryOperation.INFO)).isZero();
        }
    }

    @Test
    void whereFileListsAreRefusedQueriesServe() throws Exception {
        put("1", "a/2", "a/b/3", "ab/4");
        withoutFileLists();

        assertThat(artifactory.names("repo", ALL)).containsExactlyInAnyOrder("1", "a/2", "a/b/3", "ab/4");
        assertThat(artifactory.names("repo/a", ALL)).containsExactlyInAnyOrder("2", "b/3");
        assertThat(artifactory.names("repo", LEVEL)).containsExactlyInAnyOrder("1", "a", "ab");
        assertThat(server.count(ArtifactoryOperation.AQL)).isEqualTo(6);
        assertThat(artifactory.list("repo/a", ALL)).allSatisfy(entry -> {
            var stat = artifactory.store().stat(entry.location(), Scope.unlimited());
            assertThat(entry.digests()).isEqualTo(stat.digests());
            assertThat(entry.version()).isEqualTo(stat.version());
            assertThat(entry.size()).isEqualTo(stat.size());
        });
    }

    @Test
    void aServerThatRefusedFileListsIsNotAskedForThemAgain() throws Exception {
        put("a/1");
        withoutFileLists();
        var store = artifactory.store();
        artifactory.list(store, "repo/a", LEVEL);
        artifactory.list(store, "repo/a", LEVEL);

        assertThat(server.count(ArtifactoryOperation.LIST)).isEqualTo(1);
    }

    @Test
    void wildcardsInANameMeanOnlyThemselves() throws Exception {
        put("a*/x/1", "ab/x/2", "a?/x/3", "a[b]/x[1].y/4");
        withoutFileLists();

        assertThat(artifactory.names("repo/a*", ALL)).containsExactly("x/1");
        assertThat(artifactory.names("repo/a?", ALL)).containsExactly("x/3");
        assertThat(artifactory.names("repo/a[b]", ALL)).containsExactly("x[1].y/4");
    }

    @Test
    void pagesThatTheServerTrimsAreFollowedToTheEnd() throws Exception {
        IntStream.range(0, 57).forEach(i -> put("a/" + i % 7 + "/" + i));
        withoutFileLists();
        server.withAqlLimit(10);

        assertThat(artifactory.names("repo/a", ALL))
                .hasSize(57)
                .doesNotHaveDuplicates()
                .contains("0/0", "6/55");
        assertThat(artifactory.names("repo/a", LEVEL)).hasSize(7);
    }

    @Test
    void whatIsRemovedWhileItIsListedHidesNothingElse() throws Exception {
        IntStream.range(0, 57).forEach(i -> put("a/" + i));
        withoutFileLists();
        server.withAqlLimit(10);
        var listed = new ArrayList<String>();
        try (var listing = artifactory.store().list(artifactory.at("repo/a"), ALL, Scope.unlimited())) {
            for (var next = listing.next(); next.isPresent(); next = listing.next()) {
                listed.add(next.get().location().name());
                server.delete("repo/a/" + next.get().location().name());
            }
        }

        assertThat(listed).hasSize(57).doesNotHaveDuplicates();
    }

    @Test
    void aListingThatTheServerTrimsToNothingIsToldAndNeverShort() throws Exception {
        put("a/1", "a/2", "a/3");
        withoutFileLists();
        server.withAqlLimit(1);

        assertThatThrownBy(() -> artifactory.list("repo/a", ALL))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("not complete")
                .hasMessageContaining("results are trimmed");
    }

    /** What a query for a virtual repository finds is in the repositories that it includes, and told under their names. */
    @Test
    void aFileThatAVirtualRepositoryHasFromTwoIsListedOnceWithoutWhatOneOfThemSays() throws Exception {
        server.put("repo/a/1", Content.text("one"));
        withoutFileLists();
        server.at(ArtifactoryOperation.AQL)
                .suffers(ArtifactoryFault.changing(
                        answer -> answer.withText("""
                {"results":[
                {"repo":"first","path":"a","name":"1","type":"file","size":7,"actual_sha1":"%1$s"},
                {"repo":"second","path":"a","name":"1","type":"file","size":3,"actual_sha1":"%2$s"},
                {"repo":"second","path":"a","name":"2","type":"file","size":3,"actual_sha1":"%2$s"}],
                "range":{"start_pos":0,"end_pos":3,"total":3}}""".formatted("11".repeat(20), "22".repeat(20)))));

        var entries = artifactory.list("repo/a", ALL);
        assertThat(entries).extracting(entry -> entry.location().name()).containsExactly("1", "2");
        assertThat(entries).allSatisfy(entry -> assertThat(entry.version()).isEmpty());
        var known = OpenOptions.whole().withKnown(entries.getFirst());
        try (var source = artifactory.store().open(entries.getFirst().location(), known, Scope.unlimited())) {
            assertThat(source.entry().size()).hasValue(3);
        }
    }

    /** The cache of a remote repository has another name, under which alone queries find what is in it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatQueriesDoNotFindAndTheFolderHasIsListedFolderByFolder(boolean pro) throws Exception {
        put("a/1", "a/b/2");
        withoutFileLists();
        if (!pro) {
            server.withoutPro();
        }
        server.at(ArtifactoryOperation.AQL)
                .suffers(ArtifactoryFault.changing(answer -> answer.status() == 200
                        ? answer.withText("{\"results\":[],\"range\":{\"start_pos\":0,\"end_pos\":0,\"total\":0}}")
                        : answer));

        assertThat(artifactory.names("repo/a", ALL)).containsExactlyInAnyOrder("1", "b/2");
        assertThat(artifactory.names("repo/a", LEVEL)).containsExactlyInAnyOrder("1", "b");
        assertThat(artifactory.list("repo/a", having(ALL, "build=7"))).isEmpty();
    }

    @Test
    void aServerMayBeSilentForLongerWhileItMakesAFileList() throws Exception {
        put("a/1");
        var scope = new StoppableScope();
        artifactory.store().list(artifactory.at("repo/a"), ALL, scope).close();

        assertThat(scope.silenceExpected()).isTrue();
    }

    @Test
    void queriesShareAConnection() throws Exception {
        put("a/1");
        withoutFileLists();
        var store = artifactory.store();
        for (int i = 0; i < 3; i++) {
            assertThat(artifactory.list(store, "repo/a", ALL)).hasSize(1);
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void theOpenSourceEditionIsAskedForAllAtOnce() throws Exception {
        put("a/1", "a/b/2");
        server.withoutPro();

        assertThat(artifactory.list("repo/a", ALL))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.digest(Algorithm.SHA256)).isPresent());
        server.withAqlLimit(1);
        assertThatThrownBy(() -> artifactory.list("repo/a", ALL))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("results are trimmed");
    }

    @Test
    void whoIsNotKnownGetsNames() throws Exception {
        put("a/1", "a/b/2");
        server.allowingAnonymous();
        var store = artifactory.store(StoreContext.defaults());

        assertThat(artifactory.list(store, "repo/a", LEVEL))
                .extracting(Entry::kind)
                .containsExactlyInAnyOrder(Kind.FILE, Kind.FOLDER);
        assertThat(artifactory.list(store, "repo/a", ALL))
                .extracting(entry -> entry.location().name())
                .containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void aChildThatCannotBeOneIsToldAndNotLeftOut() throws Exception {
        put("a/1");
        server.allowingAnonymous();
        server.at(ArtifactoryOperation.INFO)
                .suffers(ArtifactoryFault.changing(
                        answer -> answer.withText("{\"children\":[{\"uri\":\"/x/../y\",\"folder\":false}]}")));
        var store = artifactory.store(StoreContext.defaults());

        assertThatThrownBy(() -> artifactory.list(store, "repo/a", LEVEL))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("/x/../y");
    }

    @Test
    void aFolderWithoutAnythingIsEmptyAndAMissingOneIsNotFound() throws Exception {
        server.makeFolder("repo/empty");
        assertThat(artifactory.list("repo/empty", LEVEL)).isEmpty();
        withoutFileLists();
        assertThat(artifactory.list("repo/empty", LEVEL)).isEmpty();
        assertThat(artifactory.list("repo/empty", ALL)).isEmpty();
        assertThatThrownBy(() -> artifactory.list("repo/none", ALL)).isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> artifactory.list("none/none", ALL)).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void propertiesAreAskedFor() throws Exception {
        put("a/1", "a/2", "a/b/3", "a/4");
        server.annotate("repo/a/1", "build", "7", "8");
        server.annotate("repo/a/2", "build", "8");
        server.annotate("repo/a/b/3", "build", "7");
        server.annotate("repo/a/b/3", "a;b", "c=d%");

        assertThat(artifactory.names("repo/a", having(ALL, "build=7"))).containsExactlyInAnyOrder("1", "b/3");
        assertThat(artifactory.names("repo/a", having(ALL, "build=7;build=8"))).containsExactly("1");
        assertThat(artifactory.names("repo/a", having(ALL, "build=9"))).isEmpty();
        // Folders lead to what is wanted, and so they count.
        assertThat(artifactory.names("repo/a", having(LEVEL, "build=8"))).containsExactlyInAnyOrder("1", "2", "b");
        var odd = Properties.text(List.of(Map.entry("a;b", "c=d%")));
        assertThat(artifactory.names("repo/a", having(ALL, odd))).containsExactly("b/3");
        assertThat(server.count(ArtifactoryOperation.LIST)).isZero();
    }

    @Test
    void aQueryThatIsTooLongIsToldBeforeItIsSent() {
        var many = "k=" + "v".repeat(6000);

        assertThatThrownBy(() -> artifactory.list("repo", having(ALL, many)))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("Artifactory takes 6000");
        assertThat(server.count(ArtifactoryOperation.AQL)).isZero();
        assertThatThrownBy(() -> artifactory.list("repo", having(ALL, "novalue")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("key=value");
    }

    @Test
    void globsFindWhatTheyMean() throws Exception {
        put("com/acme/app/1.0/app.jar", "com/acme/app/1.0/app.pom", "com/acme/lib/2.0/lib.jar", "com/other/x.jar");
        try (var hawser = artifactory.hawser()) {
            assertThat(found(Selection.matching(
                            hawser::list, artifactory.at("repo/com/acme/**/*.jar"), false, NameFilter.all())))
                    .containsExactlyInAnyOrder("app/1.0/app.jar", "lib/2.0/lib.jar");
            assertThat(found(Selection.matching(
                            hawser::list, artifactory.at("repo/com/*/x.jar"), false, NameFilter.all())))
                    .containsExactly("other/x.jar");
        }
    }

    private static List<String> found(Selection selection) throws Exception {
        try (selection) {
            var names = new ArrayList<String>();
            for (var next = selection.next(); next.isPresent(); next = selection.next()) {
                names.add(((Selection.Found.File) next.get()).name());
            }
            return names;
        }
    }

    @Test
    void aListThatIsCutOffIsToldAndNeverShort() throws Exception {
        IntStream.range(0, 50).forEach(i -> put("a/" + i));
        server.at(ArtifactoryOperation.LIST)
                .suffers(ArtifactoryFault.changingBody(body -> body.slice(0, body.size() - 200)));
        assertThatThrownBy(() -> artifactory.list("repo/a", ALL)).isInstanceOf(StoreException.Unavailable.class);

        server.at(ArtifactoryOperation.LIST).suffers(ArtifactoryFault.shortBody(1000));
        assertThatThrownBy(() -> artifactory.list("repo/a", ALL)).isInstanceOf(StoreException.Unavailable.class);

        server.at(ArtifactoryOperation.LIST).suffers(ArtifactoryFault.proxyPage(200));
        withoutQueries();
        assertThatThrownBy(() -> artifactory.list("repo/a", ALL)).isInstanceOf(StoreException.class);
    }

    private void withoutQueries() {
        server.at(ArtifactoryOperation.AQL, ArtifactoryOperation.INFO).suffers(ArtifactoryFault.proxyPage(200));
    }

    @Test
    void aListThatBreaksOffIsAskedForAgain() throws Exception {
        IntStream.range(0, 50).forEach(i -> put("a/" + i));
        server.at(ArtifactoryOperation.LIST).first(2).suffers(ArtifactoryFault.resetAfter(1000));
        try (var hawser = artifactory.hawser();
                var listing = hawser.list(artifactory.at("repo/a"), ALL)) {
            int count = 0;
            while (listing.next().isPresent()) {
                count++;
            }
            assertThat(count).isEqualTo(50);
        }
    }

    @Test
    void aLongListLiesInAFileMeanwhile() throws Exception {
        IntStream.range(0, 6000).forEach(i -> put("long/" + "n".repeat(60) + i));

        assertThat(artifactory.list("repo/long", ALL)).hasSize(6000);
        assertThat(server.sent()).isGreaterThan(1 << 20);
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("hawser-listing-"))
                            .filter(Files::exists))
                    .isEmpty();
        }
    }

    @Test
    void numbersAsTextsAreRead() throws Exception {
        put("a/b/1");
        server.withNumbersAsText();

        assertThat(artifactory.list("repo/a", LEVEL).getFirst().kind()).isEqualTo(Kind.FOLDER);
        assertThat(artifactory.list("repo/a", ALL).getFirst().size()).hasValue(5);
    }

    @Test
    void theRootHasTheRepositories() throws Exception {
        server.makeRepository("other");

        assertThat(artifactory.names("", LEVEL)).containsExactlyInAnyOrder("repo", "other");
        assertThat(artifactory.stat("").kind()).isEqualTo(Kind.FOLDER);
        assertThatThrownBy(() -> artifactory.list("", ALL))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("names no repository");
    }
}
