package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.NameFilter;
import io.hawser.Selection;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings: opaque keys, page after page, and never a half one for a whole one. */
class S3ListingTest {
    private static final S3Operation LIST = S3Operation.LIST_OBJECTS_V2;
    private static final Content ONE = Content.text("1");

    private TestBucket bucket;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
    }

    @AfterEach
    void stop() throws IOException {
        bucket.close();
    }

    private void put(String... keys) {
        for (var key : keys) {
            bucket.put(key, ONE);
        }
    }

    private List<String> keys(String folder, ListOptions options) throws StoreException {
        return bucket.list(folder, options).stream()
                .map(entry -> entry.location().path().substring(1))
                .toList();
    }

    @Test
    void aFolderIsWhatIsBelowItsSlash() throws Exception {
        put("a", "a/1", "a/b/2", "ab", "z");

        assertThat(keys("", ListOptions.everything())).containsExactly("a", "a/1", "a/b/2", "ab", "z");
        assertThat(keys("", ListOptions.level())).containsExactlyInAnyOrder("a", "a/", "ab", "z");
        for (var folder : List.of("a", "a/")) {
            assertThat(keys(folder, ListOptions.everything())).containsExactly("a/1", "a/b/2");
            assertThat(bucket.list(folder, ListOptions.level()))
                    .extracting(Entry::location, Entry::kind)
                    .containsExactlyInAnyOrder(
                            tuple(TestBucket.at("a/1"), Kind.FILE), tuple(TestBucket.at("a/b/"), Kind.FOLDER));
        }
        assertThat(keys("none", ListOptions.everything())).isEmpty();
    }

    @Test
    void aBucketIsNamedWithOrWithoutASlash() throws Exception {
        put("a");
        for (var root : List.of(new Location("s3", TestBucket.NAME, ""), new Location("s3", TestBucket.NAME, "/"))) {
            try (var listing = bucket.store().list(root, ListOptions.everything(), Scope.unlimited())) {
                assertThat(listing.next().orElseThrow().location()).isEqualTo(TestBucket.at("a"));
                assertThat(listing.next()).isEmpty();
                assertThat(listing.next()).isEmpty();
            }
            assertThat(bucket.store().stat(root, Scope.unlimited()).kind()).isEqualTo(Kind.FOLDER);
        }
    }

    @Test
    void keysAreOpaque() throws Exception {
        var keys = List.of(
                "a//b",
                ".",
                "..",
                "../up",
                "./here",
                "/slash",
                "a/",
                "a b+c%20d",
                "new\nline\u0001\u001f",
                "quote\"<&>'",
                "é-日本-🚀",
                "\uffff",
                "k".repeat(1024));
        put(keys.toArray(String[]::new));

        assertThat(keys("", ListOptions.everything())).containsExactlyInAnyOrderElementsOf(keys);
        for (var entry : bucket.list("", ListOptions.everything())) {
            assertThat(bucket.store().stat(entry.location(), Scope.unlimited()).version())
                    .as(entry.location().path())
                    .isEqualTo(entry.version());
            try (var source =
                    bucket.store().open(entry.location(), OpenOptions.whole().withKnown(entry), Scope.unlimited())) {
                assertThat(source.entry().size()).hasValue(1);
            }
        }
        assertThatThrownBy(() -> bucket.stat("k".repeat(1025)))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("1025 bytes");
        assertThatThrownBy(() -> bucket.stat("é".repeat(513)))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("1026 bytes");
    }

    @Test
    void anEntrySaysWhatHeadSays() throws Exception {
        bucket.server.put(
                TestBucket.NAME,
                "a/file",
                Content.random(1, 1000),
                Map.of("x-amz-meta-owner", "me", "content-type", "text/csv"));
        var listed = bucket.listed("a/file");
        var stat = bucket.stat("a/file");

        assertThat(listed.size()).hasValue(1000);
        assertThat(listed.version()).isEqualTo(stat.version());
        assertThat(listed.modified()).isEqualTo(stat.modified()).isPresent();
        assertThat(stat.attributes()).containsEntry("content-type", "text/csv").containsEntry("metadata.owner", "me");
        assertThat(stat.digests()).hasSize(1);
    }

    @Test
    void pagesFollowOneAnother() throws Exception {
        bucket.server.withPages(7);
        var keys = new ArrayList<String>();
        for (int i = 100; i < 150; i++) {
            keys.add("many/" + i);
        }
        put(keys.toArray(String[]::new));

        assertThat(keys("many", ListOptions.everything())).isEqualTo(keys);
        assertThat(bucket.exchanges(LIST)).hasSize(8);
    }

    @Test
    void aPageIsAskedForWhenTheOneBeforeItWasReadOrBeingRead() throws Exception {
        bucket.server.bucket(TestBucket.NAME).listing(1_000_000);
        try (var listing = bucket.store().list(TestBucket.at(""), ListOptions.everything(), Scope.unlimited())) {
            for (int i = 0; i < 100; i++) {
                assertThat(listing.next()).isPresent();
            }
        }
        assertThat(bucket.exchanges(LIST).size()).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NextContinuationToken", "IsTruncated"})
    void aPageThatDoesNotSayHowToGoOnIsAFailure(String element) throws Exception {
        bucket.server.withPages(2);
        put("a", "b", "c", "d", "e");
        bucket.server.at(LIST).nth(2).suffers(without(element));

        assertThatThrownBy(() -> bucket.list("", ListOptions.everything()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("page of the listing");
    }

    private static S3Fault without(String element) {
        return changing("<" + element + ">[^<]*</" + element + ">", "");
    }

    private static S3Fault changing(String pattern, String replacement) {
        return S3Fault.changing(answer ->
                answer.withBody(Content.text(new String(answer.body().bytes()).replaceAll(pattern, replacement))));
    }

    @Test
    void afterAFailureTheListingIsOver() throws Exception {
        bucket.server.withPages(2);
        put("a", "b", "c", "d", "e");
        bucket.server.at(LIST).nth(2).suffers(S3Fault.error(500, "InternalError"));
        try (var listing = bucket.store().list(TestBucket.at(""), ListOptions.everything(), Scope.unlimited())) {
            listing.next();
            listing.next();
            assertThatThrownBy(listing::next).isInstanceOf(StoreException.Unavailable.class);
            assertThat(listing.next()).isEmpty();
        }
    }

    @Test
    void aPageThatIsCutOffIsAFailure() {
        put("a", "b", "c");
        for (var fault : List.of(
                S3Fault.shortBody(300),
                S3Fault.changing(answer ->
                        answer.withBody(answer.body().slice(0, answer.body().size() - 30))),
                S3Fault.changing(answer -> answer.withBody(Content.empty())),
                S3Fault.changing(answer -> Answer.status(200)
                        .with("Content-Type", "text/html")
                        .withText("<html><body>Please log in</body></html>")))) {
            var rule = bucket.server.at(LIST).suffers(fault);
            assertThatThrownBy(() -> bucket.list("", ListOptions.everything()))
                    .isInstanceOf(StoreException.Unavailable.class);
            rule.lift();
        }
    }

    @Test
    void aListingThatGoesInACircleIsAFailure() {
        bucket.server.withPages(1);
        put("a", "b", "c");
        // Each page is the first one.
        var first = new AtomicReference<Answer>();
        bucket.server.at(LIST).suffers((request, work) -> {
            first.compareAndSet(null, work.on(request));
            return first.get();
        });

        assertThatThrownBy(() -> bucket.list("", ListOptions.everything()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("circle");
    }

    @Test
    void aKeyThatIsNotBelowTheFolderIsAFailure() {
        put("a/1", "b/2");
        bucket.server.at(LIST).suffers(changing("<Key>a%2F1<|<Key>a/1<", "<Key>b/2<"));

        assertThatThrownBy(() -> bucket.list("a", ListOptions.everything()))
                .as("rm -r would remove it")
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("not below it: b/2");
    }

    @Test
    void keysThatAreNotCodedStandAsTheyAre() throws Exception {
        put("a+b%20c");
        bucket.server
                .at(LIST)
                .suffers((request, work) -> changing("<EncodingType>url</EncodingType>", "")
                        .answer(
                                request,
                                r -> changing("<Key>[^<]*<", "<Key>a+b%20c<").answer(r, work)));

        assertThat(keys("", ListOptions.everything())).containsExactly("a+b%20c");
    }

    @Test
    void foldersThatSomebodyMadeAreToldApart() throws Exception {
        bucket.put("a/", Content.empty());
        bucket.put("a/b/", Content.empty());
        bucket.put("a/b/c", ONE);
        bucket.put("a/full/", ONE);

        assertThat(bucket.list("a", ListOptions.everything()))
                .extracting(e -> e.location().path(), e -> e.attributes().get(ListOptions.FOLDER_MARKER))
                .containsExactly(
                        tuple("/a/", "true"), tuple("/a/b/", "true"), tuple("/a/b/c", null), tuple("/a/full/", null));
        assertThat(bucket.list("a", ListOptions.level()))
                .extracting(e -> e.location().path(), Entry::kind)
                .containsExactlyInAnyOrder(
                        tuple("/a/", Kind.FILE), tuple("/a/b/", Kind.FOLDER), tuple("/a/full/", Kind.FOLDER));
    }

    @Test
    void copiesOfATreePassOverFoldersAndTellWhatNoFileCanBeCalled() throws Exception {
        bucket.put("a/", Content.empty());
        bucket.put("a/b/", Content.empty());
        bucket.put("a/b/c", ONE);
        bucket.put("a/full/", ONE);
        bucket.put("a/../up", ONE);
        var found = new ArrayList<String>();
        var store = bucket.store();
        try (var selection = Selection.below(
                (folder, options) -> store.list(folder, options, Scope.unlimited()),
                TestBucket.at("a"),
                NameFilter.all())) {
            for (var next = selection.next(); next.isPresent(); next = selection.next()) {
                found.add(
                        switch (next.get()) {
                            case Selection.Found.File file -> file.name();
                            case Selection.Found.Refused refused ->
                                refused.cause().getMessage();
                        });
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "b/c",
                        "s3://bucket/a/full/: a file whose name ends with a slash",
                        "s3://bucket/a/../up: the name contains the segment '..' and is not taken as a path");
    }

    @Test
    void versionsAreListedNewestFirstAndCanBeOpened() throws Exception {
        bucket.server.bucket(TestBucket.NAME).versioned();
        bucket.put("v/file", Content.text("one"));
        bucket.put("v/file", Content.text("three"));
        bucket.server.delete(TestBucket.NAME, "v/file");
        bucket.put("v/other", ONE);
        bucket.server.withPages(2);
        var entries = bucket.list("v", ListOptions.everything().withVersions());

        assertThat(entries)
                .extracting(
                        e -> e.location().name(),
                        e -> e.size().orElse(-1),
                        e -> e.attributes().get(ListOptions.LATEST),
                        e -> e.attributes().get(ListOptions.DELETE_MARKER))
                .containsExactly(
                        tuple("file", -1L, "true", "true"),
                        tuple("file", 5L, "false", null),
                        tuple("file", 3L, "false", null),
                        tuple("other", 1L, "true", null));
        assertThat(entries)
                .allSatisfy(e -> assertThat(e.version()).contains(e.attributes().get(ListOptions.VERSION_ID)));
        var first = entries.get(2);
        for (var options : List.of(
                OpenOptions.whole().withKnown(first),
                OpenOptions.whole()
                        .withAttributes(Map.of("VersionId", first.version().orElseThrow())))) {
            try (var source = bucket.store().open(first.location(), options, Scope.unlimited())) {
                assertThat(TestBucket.read(source, ByteRange.from(0)))
                        .asString()
                        .isEqualTo("one");
            }
        }
    }

    @Test
    void aServerThatKnowsNoVersionsIsFoundOut() {
        put("a");
        bucket.server.at(S3Operation.LIST_OBJECT_VERSIONS).suffers(changing("Version>", "Contents>"));

        assertThatThrownBy(() -> bucket.list("", ListOptions.everything().withVersions()))
                .isInstanceOf(StoreException.Unsupported.class)
                .hasMessageContaining("was asked for versions");
    }

    @Test
    void aMillionKeysAreListedPageByPage() throws Exception {
        bucket.server.bucket(TestBucket.NAME).listing(1_000_000);
        long count = 0;
        String last = "";
        try (var listing = bucket.store().list(TestBucket.at(""), ListOptions.everything(), Scope.unlimited())) {
            for (var next = listing.next(); next.isPresent(); next = listing.next()) {
                count++;
                last = next.get().location().path();
            }
        }
        assertThat(count).isEqualTo(1_000_000);
        assertThat(last).isEqualTo("/object-000000999999");
    }

    @Test
    void versionsOfAKeyComeBeforeWhatIsBelowIt() throws Exception {
        bucket.server.bucket(TestBucket.NAME).versioned();
        for (var key : List.of("a", "a/b", "a/c/d", "a!", "ab", "a", "a/b")) {
            bucket.put(key, Content.text(key));
        }
        bucket.server.delete(TestBucket.NAME, "a");

        assertThat(keys("a", ListOptions.level().withVersions())).containsExactly("a", "a", "a", "a/b", "a/b", "a/c/");
        assertThat(keys("a", ListOptions.everything().withVersions()))
                .containsExactly("a", "a", "a", "a/b", "a/b", "a/c/d");
        assertThat(keys("a/", ListOptions.everything().withVersions())).containsExactly("a/b", "a/b", "a/c/d");
        assertThat(keys("ab", ListOptions.level().withVersions())).containsExactly("ab");
        assertThat(keys("none", ListOptions.level().withVersions())).isEmpty();
        bucket.server.withPages(1);
        assertThat(keys("a", ListOptions.everything().withVersions()))
                .containsExactly("a", "a", "a", "a/b", "a/b", "a/c/d");
    }
}
