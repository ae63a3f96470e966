package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of the pages "File Info", "Folder Info" and "File List" of JFrog's REST API. */
class StorageApiTest extends WithServer {
    private static final Content TEXT = Content.text("a document");

    @BeforeEach
    void put() {
        server.put("libs-release-local/org/acme/doc.txt", TEXT, ServedFile.SOME_TIME);
        server.put("libs-release-local/org/acme/archived/doc1.txt", TEXT);
        server.put("libs-release-local/org/acme/archived/old/doc2.txt", TEXT);
        server.annotate("libs-release-local/org/acme/doc.txt", "qa", "done");
    }

    @Test
    void fileInfoHasTheDocumentedMembers() throws IOException {
        Reply reply = get("/api/storage/libs-release-local/org/acme/doc.txt");
        assertThat(reply.header("Content-Type"))
                .startsWith("application/vnd.org.jfrog.artifactory.storage.FileInfo+json");
        Map<?, ?> info = json(200, reply);
        assertThat((Object) info.get("uri"))
                .isEqualTo(server.base() + "/api/storage/libs-release-local/org/acme/doc.txt");
        assertThat((Object) info.get("downloadUri")).isEqualTo(server.url("libs-release-local/org/acme/doc.txt"));
        assertThat((Object) info.get("repo")).isEqualTo("libs-release-local");
        assertThat((Object) info.get("path")).isEqualTo("/org/acme/doc.txt");
        assertThat((Object) info.get("size")).isEqualTo("10");
        assertThat((Object) info.get("mimeType")).isEqualTo("text/plain");
        assertThat((Object) info.get("createdBy")).isEqualTo("admin");
        assertThat((Object) info.get("modifiedBy")).isEqualTo("admin");
        assertThat((Object) info.get("created")).isEqualTo("2024-02-29T14:34:56.000+02:00");
        assertThat(OffsetDateTime.parse(info.get("lastModified").toString()).toInstant())
                .isEqualTo(ServedFile.SOME_TIME);
        assertThat(OffsetDateTime.parse(info.get("lastUpdated").toString()).toInstant())
                .isAfter(ServedFile.SOME_TIME);
        Map<String, String> checksums =
                Map.of("md5", TEXT.digest("MD5"), "sha1", TEXT.digest("SHA-1"), "sha256", TEXT.sha256());
        assertThat((Object) info.get("checksums")).isEqualTo(checksums);
        assertThat((Object) info.get("originalChecksums")).isEqualTo(checksums);
        assertThat(reply.text()).contains("\"size\" : \"10\"");

        server.withZone(ZoneOffset.UTC);
        assertThat((Object) json(200, get("/api/storage/libs-release-local/org/acme/doc.txt"))
                        .get("created"))
                .isEqualTo("2024-02-29T12:34:56.000Z");
    }

    @Test
    void folderInfoHasTheDocumentedMembers() throws IOException {
        for (String slash : List.of("", "/")) {
            Reply reply = get("/api/storage/libs-release-local/org/acme" + slash);
            Map<?, ?> info = json(200, reply);
            assertThat(reply.header("Content-Type"))
                    .startsWith("application/vnd.org.jfrog.artifactory.storage.FolderInfo+json");
            assertThat((Object) info.get("uri")).isEqualTo(server.base() + "/api/storage/libs-release-local/org/acme");
            assertThat((Object) info.get("path")).isEqualTo("/org/acme");
            assertThat(info.containsKey("size")).isFalse();
            assertThat((Object) info.get("children"))
                    .isEqualTo(List.of(
                            Map.of("uri", "/archived", "folder", true), Map.of("uri", "/doc.txt", "folder", false)));
        }
        Map<?, ?> root = json(200, get("/api/storage/libs-release-local"));
        assertThat((Object) root.get("path")).isEqualTo("/");
        assertThat((Object) root.get("children")).isEqualTo(List.of(Map.of("uri", "/org", "folder", true)));
        refused(404, "Unable to find item", get("/api/storage/libs-release-local/none"));
        refused(404, "Unable to find item", get("/api/storage/none"));
        server.withNumbersAsText();
        assertThat(get("/api/storage/libs-release-local").text()).contains("\"folder\" : \"true\"");
    }

    @Test
    void fileListsAreFlatOrDeep() throws IOException {
        assertThat(listed("?list")).containsExactly("/doc.txt");
        assertThat(listed("?list&listFolders=1")).containsExactly("/archived", "/doc.txt");
        assertThat(listed("?list&depth=9")).containsExactly("/doc.txt");
        assertThat(listed("?list&deep=1")).containsExactly("/archived/doc1.txt", "/archived/old/doc2.txt", "/doc.txt");
        assertThat(listed("?list&deep=1&depth=2")).containsExactly("/archived/doc1.txt", "/doc.txt");
        assertThat(listed("?list&deep=1&depth=1&listFolders=1&includeRootPath=1"))
                .containsExactly("/", "/archived", "/doc.txt");
        refused(400, "For input string: \"x\"", get("/api/storage/libs-release-local/org/acme?list&deep=x"));
        refused(
                400,
                "Expected a folder but found a file, at: libs-release-local:org/acme/doc.txt",
                get("/api/storage/libs-release-local/org/acme/doc.txt?list"));
    }

    private List<Object> listed(String query) throws IOException {
        Map<?, ?> list = json(200, get("/api/storage/libs-release-local/org/acme" + query));
        return ((List<?>) list.get("files"))
                .stream().<Object>map(file -> ((Map<?, ?>) file).get("uri")).toList();
    }

    @Test
    void entriesOfFileListsHaveTheDocumentedMembers() throws IOException {
        Reply reply = get("/api/storage/libs-release-local/org/acme?list&deep=1&depth=1&listFolders=1&mdTimestamps=1");
        assertThat(reply.header("Content-Type"))
                .startsWith("application/vnd.org.jfrog.artifactory.storage.FileList+json");
        Map<?, ?> list = json(200, reply);
        assertThat((Object) list.get("uri")).isEqualTo(server.base() + "/api/storage/libs-release-local/org/acme");
        assertThat(list.containsKey("created")).isTrue();
        List<?> files = (List<?>) list.get("files");
        Map<?, ?> folder = (Map<?, ?>) files.getFirst();
        assertThat((Object) folder.get("size")).isEqualTo(-1L);
        assertThat((Object) folder.get("folder")).isEqualTo(true);
        assertThat(folder.containsKey("sha1")).isFalse();
        Map<?, ?> file = (Map<?, ?>) files.getLast();
        assertThat((Object) file.get("size")).isEqualTo(10L);
        assertThat((Object) file.get("folder")).isEqualTo(false);
        assertThat((Object) file.get("sha1")).isEqualTo(TEXT.digest("SHA-1"));
        assertThat((Object) file.get("sha2")).isEqualTo(TEXT.sha256());
        assertThat(file.get("mdTimestamps").toString()).startsWith("{properties=2024-02-29T");

        server.withNumbersAsText();
        assertThat(get("/api/storage/libs-release-local/org/acme?list").text())
                .contains("\"size\" : \"10\"", "\"folder\" : \"false\"");
    }

    @Test
    void fileListsNeedALicenceAndAName() throws IOException {
        server.allowingAnonymous();
        Reply anonymous =
                RawArtifactory.ask("GET", server.base() + "/api/storage/libs-release-local?list", Content.empty());
        refused(403, "Forbidden", anonymous);
        server.withoutPro();
        Reply refused = get("/api/storage/libs-release-local?list");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("only in Artifactory Pro");
    }

    @Test
    void repositoriesAreTold() throws IOException {
        server.makeRepository("empty-local");
        Reply reply = get("/api/repositories", "X-JFrog-Override-Base-Url: https://front");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(Json.parse(reply.text()))
                .isEqualTo(List.of(repository("empty-local"), repository("libs-release-local")));
    }

    private static Map<String, String> repository(String key) {
        return Map.of("key", key, "type", "LOCAL", "url", "https://front/artifactory/" + key, "packageType", "Generic");
    }

    @Test
    void theSystemTellsThatItIsThere() throws IOException {
        Reply ping = RawArtifactory.ask("GET", server.base() + "/api/system/ping", Content.empty());
        assertThat(ping.status()).isEqualTo(200);
        assertThat(ping.text()).isEqualTo("OK");
        Map<?, ?> version = json(200, get("/api/system/version"));
        assertThat((Object) version.get("version")).isEqualTo("7.77.6");
        assertThat((Object) version.get("addons")).isEqualTo(List.of());
        refused(404, "Not Found", get("/api/unknown"));
        refused(404, "Not Found", get("/libs/%zz"));
        assertThat(server.count(ArtifactoryOperation.OTHER)).isEqualTo(2);
    }
}
