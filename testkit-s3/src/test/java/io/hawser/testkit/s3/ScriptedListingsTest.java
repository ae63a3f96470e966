package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedListingsTest extends WithServer {
    private static S3Call list() {
        return S3Call.of("GET", BUCKET).query("list-type", "2");
    }

    /** What all pages of a listing tell of one kind. */
    private List<String> all(S3Call first, String element) throws IOException {
        List<String> all = new ArrayList<>();
        RawS3.Reply page = ok(first);
        while (true) {
            all.addAll(page.all(element));
            if (page.one("IsTruncated").equals("false")) {
                return all;
            }
            page = ok(first.query("continuation-token", page.one("NextContinuationToken")));
        }
    }

    @Test
    void foldersAndKeysShareThePages() throws IOException {
        server.withPages(2);
        for (String key : List.of("a", "b/1", "b/2", "b/3", "b/4/5", "c/", "d", "e//f", "é", "🚀", "\uffee")) {
            server.put(BUCKET, key, Content.text(key));
        }
        assertThat(all(list(), "Key"))
                .containsExactly("a", "b/1", "b/2", "b/3", "b/4/5", "c/", "d", "e//f", "é", "\uffee", "🚀");
        S3Call folders = list().query("delimiter", "/").query("prefix", "");
        assertThat(all(folders, "Key")).containsExactly("a", "d", "é", "\uffee", "🚀");
        assertThat(all(folders, "Prefix").stream().filter(name -> !name.isEmpty()))
                .containsExactly("b/", "c/", "e/");
        S3Call below = list().query("delimiter", "/").query("prefix", "b/");
        assertThat(all(below, "Key")).containsExactly("b/1", "b/2", "b/3");
        assertThat(all(below, "Prefix").stream().distinct()).containsExactly("b/", "b/4/");
        assertThat(all(list().query("start-after", "c/"), "Key")).startsWith("d");
        assertThat(ok(list().query("max-keys", "0")).one("KeyCount")).isEqualTo("0");
        refused(400, "InvalidArgument", list().query("max-keys", "x"));
        refused(400, "InvalidArgument", list().query("continuation-token", "?"));
    }

    @Test
    void listingsOfTheFirstKindHaveMarkers() throws IOException {
        for (String key : List.of("a", "b", "c")) {
            server.put(BUCKET, key, Content.text(key));
        }
        S3Call list = S3Call.of("GET", BUCKET).query("max-keys", "2");
        RawS3.Reply page = ok(list);
        assertThat(page.all("Key")).containsExactly("a", "b");
        assertThat(ok(list.query("marker", page.one("NextMarker"))).all("Key")).containsExactly("c");
    }

    @Test
    void aMillionKeysAreMadeAsTheyAreTold() throws IOException {
        server.bucket(BUCKET).listing(1_000_000);
        RawS3.Reply first = ok(list());
        assertThat(first.all("Key")).hasSize(1_000).startsWith("object-000000000000");
        RawS3.Reply next = ok(list().query("continuation-token", first.one("NextContinuationToken")));
        assertThat(next.all("Key")).startsWith("object-000000001000");
        assertThat(next.all("Size")).startsWith("1000");
        RawS3.Reply last = ok(list().query("start-after", "object-000000999997"));
        assertThat(last.all("Key")).containsExactly("object-000000999998", "object-000000999999");
        assertThat(last.one("IsTruncated")).isEqualTo("false");
        assertThat(ok(list().query("prefix", "object-0000005")).all("Key")).startsWith("object-000000500000");
        assertThat(ok(list().query("delimiter", "-")).all("Prefix")).containsExactly("", "object-");
    }

    @Test
    void versionsAreListedInPages() throws IOException {
        server.bucket(BUCKET).versioned();
        for (int i = 0; i < 3; i++) {
            server.put(BUCKET, "a", Content.text("a" + i));
            server.put(BUCKET, "b", Content.text("b" + i));
        }
        server.delete(BUCKET, "a");
        S3Call first = S3Call.of("GET", BUCKET).query("versions", "").query("max-keys", "2");
        List<String> seen = new ArrayList<>();
        S3Call next = first;
        for (RawS3.Reply page = ok(next); ; page = ok(next)) {
            List<String> keys = page.all("Key");
            List<String> versions = page.all("VersionId");
            List<String> latest = page.all("IsLatest");
            for (int i = 0; i < keys.size(); i++) {
                seen.add(keys.get(i) + (latest.get(i).equals("true") ? "!" : ""));
                String expected = server.bucket(BUCKET)
                        .version(keys.get(i), versions.get(i))
                        .orElseThrow()
                        .key();
                assertThat(expected).isEqualTo(keys.get(i));
            }
            if (page.one("IsTruncated").equals("false")) {
                break;
            }
            next = first.query("key-marker", page.one("NextKeyMarker"))
                    .query("version-id-marker", page.one("NextVersionIdMarker"));
        }
        assertThat(seen).containsExactly("a!", "a", "a", "a", "b!", "b", "b");
        assertThat(server.raw().keys(BUCKET, "")).containsExactly("b");
    }

    @Test
    void aSuspendedBucketKeepsItsVersionsAndMakesNoMore() throws IOException {
        server.bucket(BUCKET).versioned();
        String version = ok(put("key").with("1")).header("x-amz-version-id");
        server.bucket(BUCKET).suspended();
        assertThat(ok(put("key").with("2")).header("x-amz-version-id")).isEqualTo("null");
        assertThat(ok(put("key").with("3")).header("x-amz-version-id")).isEqualTo("null");
        assertThat(ok(get("key").query("versionId", version)).text()).isEqualTo("1");
        assertThat(ok(S3Call.of("GET", BUCKET).query("versions", "")).all("VersionId"))
                .containsExactly("null", version);
        RawS3.Reply marker = ok(S3Call.of("DELETE", BUCKET, "key"));
        assertThat(marker.header("x-amz-delete-marker")).isEqualTo("true");
        assertThat(refused(404, "NoSuchKey", get("key")).header("x-amz-delete-marker"))
                .isEqualTo("true");
        refused(405, "MethodNotAllowed", get("key").query("versionId", "null"));
        refused(404, "NoSuchVersion", get("key").query("versionId", "other"));
    }
}
