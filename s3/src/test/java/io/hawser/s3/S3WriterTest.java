package io.hawser.s3;

import static io.hawser.s3.Uploading.CONTENT;
import static io.hawser.s3.Uploading.ONCE;
import static io.hawser.s3.Uploading.OPTIONS;
import static io.hawser.s3.Uploading.PART;
import static io.hawser.testkit.s3.S3Operation.DELETE_OBJECT;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.ContentSource;
import io.hawser.testkit.s3.S3Fault;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deleting objects and versions, and cleaning up what abandoned uploads left. */
@Timeout(120)
class S3WriterTest {
    @TempDir
    private Path folder;

    private Uploading uploading;
    private TestBucket bucket;

    @BeforeEach
    void start() throws IOException {
        uploading = new Uploading(folder);
        bucket = uploading.bucket;
    }

    @AfterEach
    void stop() throws IOException {
        uploading.close();
    }

    private void delete(Entry entry) throws StoreException {
        bucket.store().delete(entry, Scope.unlimited());
    }

    @Test
    void whatIsDeletedIsTheVersionThatWasSeen() throws Exception {
        bucket.put("key", Content.text("one"));
        var one = bucket.stat("key");
        bucket.put("key", Content.text("two"));
        assertThatThrownBy(() -> delete(one)).isInstanceOf(StoreException.Conflict.class);
        delete(bucket.stat("key"));
        assertThat(bucket.server.get(TestBucket.NAME, "key")).isEmpty();
        assertThatThrownBy(() -> delete(one)).isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> delete(Entry.file(TestBucket.at("key")))).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void anObjectThatIsReplacedBetweenTheLookAndTheDeletionStays() throws Exception {
        bucket.put("key", Content.text("one"));
        var one = bucket.stat("key");
        bucket.server
                .at(DELETE_OBJECT)
                .where(e -> e.header("If-Match").equals(one.version()))
                .suffers((request, work) -> {
                    bucket.put("key", Content.text("two"));
                    return S3Fault.error(412, "PreconditionFailed").answer(request, work);
                });
        assertThatThrownBy(() -> delete(one))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("not deleted");
        assertThat(bucket.server.mismatch(TestBucket.NAME, "key", Content.text("two")))
                .isEmpty();
    }

    @Test
    void aServerThatRefusesConditionsDeletesAfterTheLook() throws Exception {
        bucket.server
                .at(DELETE_OBJECT)
                .where(e -> e.header("If-Match").isPresent())
                .suffers(S3Fault.error(501, "NotImplemented"));
        bucket.put("key", Content.text("one"));
        delete(bucket.stat("key"));
        assertThat(bucket.server.get(TestBucket.NAME, "key")).isEmpty();
    }

    @Test
    void oneOfSeveralVersionsIsDeletedByItsId() throws Exception {
        bucket.server.bucket(TestBucket.NAME).versioned();
        bucket.put("key", Content.text("one"));
        bucket.put("key", Content.text("two"));
        var versions = bucket.list("", ListOptions.everything().withVersions());
        assertThat(versions).hasSize(2);
        delete(versions.getLast());
        assertThat(bucket.list("", ListOptions.everything().withVersions()))
                .extracting(Entry::version)
                .containsExactly(versions.getFirst().version());
        assertThat(bucket.server.mismatch(TestBucket.NAME, "key", Content.text("two")))
                .isEmpty();
    }

    private void leave(String key) throws Exception {
        var rule = bucket.server.at(UPLOAD_PART).forKey(key).ofPart(3).suffers(S3Fault.error(500, "InternalError"));
        uploading.told(CONTENT, key, ONCE.withParallel(1));
        rule.lift();
    }

    @Test
    void abandonedUploadsAreFoundAndRemoved() throws Exception {
        bucket.server.withPages(1);
        leave("a/one");
        leave("a/two words+");
        leave("b/three");
        var store = bucket.store();
        var found = store.leftovers(new Location("s3", TestBucket.NAME, "/a/"), Scope.unlimited());
        assertThat(found).extracting(l -> l.location().path()).containsExactly("/a/one", "/a/two words+");
        assertThat(found).allMatch(l -> l.bytes() == 2 * PART);
        for (var leftover : found) {
            assertThat(store.remove(leftover, Scope.unlimited())).isTrue();
        }
        assertThat(bucket.server.uploads(TestBucket.NAME))
                .singleElement()
                .matches(u -> u.key().equals("b/three"));
        assertThat(uploading.journals()).hasSize(1);
        assertThat(store.leftovers(new Location("s3", TestBucket.NAME, ""), Scope.unlimited()))
                .hasSize(1);
        uploading.right(CONTENT, "b/three", OPTIONS);
    }

    @Test
    void anUploadThatARunIsAtWorkOnIsLeftAlone() throws Exception {
        leave("key");
        var store = bucket.store();
        var root = new Location("s3", TestBucket.NAME, "");
        var found = store.leftovers(root, Scope.unlimited()).getFirst();
        try (var upload = store.upload(TestBucket.at("key"), UploadOptions.defaults(), Scope.unlimited())) {
            assertThat(store.leftovers(root, Scope.unlimited())).isEmpty();
            assertThat(store.remove(found, Scope.unlimited())).isFalse();
            upload.begin(ContentSource.of(Content.empty(), "1"), Scope.unlimited());
        }
        assertThat(bucket.server.uploads(TestBucket.NAME)).isEmpty();
        assertThat(store.remove(found, Scope.unlimited())).isTrue();
    }
}
