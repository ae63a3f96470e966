package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.Checksums.Kind;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of the pages "Deploy Artifact", "… by Checksum", "Create Directory" and "Delete Item". */
class DeployTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 200_000);
    private static final String PATH = "/libs-release-local/my/jar/1.0/jar-1.0.jar";
    private static final String ITEM = PATH.substring(1);

    @BeforeEach
    void makeRepository() {
        server.makeRepository("libs-release-local");
    }

    @Test
    void aDeploymentIsAnsweredAsDocumented() throws IOException {
        Reply reply = ask("PUT", PATH, CONTENT, "X-Checksum-Sha1: " + CONTENT.digest("SHA-1"));
        Map<?, ?> created = json(201, reply);
        assertThat(reply.header("Content-Type"))
                .isEqualTo("application/vnd.org.jfrog.artifactory.storage.ItemCreated+json;charset=UTF-8");
        assertThat(reply.header("Location")).isEqualTo(server.url(ITEM));
        assertThat((Object) created.get("uri")).isEqualTo(server.url(ITEM));
        assertThat((Object) created.get("downloadUri")).isEqualTo(server.url(ITEM));
        assertThat((Object) created.get("repo")).isEqualTo("libs-release-local");
        assertThat((Object) created.get("path")).isEqualTo("/my/jar/1.0/jar-1.0.jar");
        assertThat((Object) created.get("createdBy")).isEqualTo("admin");
        assertThat((Object) created.get("size")).isEqualTo("200000");
        assertThat((Object) created.get("mimeType")).isEqualTo("application/java-archive");
        assertThat((Object) created.get("checksums"))
                .isEqualTo(Map.of(
                        "md5", CONTENT.digest("MD5"), "sha1", CONTENT.digest("SHA-1"), "sha256", CONTENT.sha256()));
        assertThat((Object) created.get("originalChecksums"))
                .isEqualTo(Map.of("sha1", CONTENT.digest("SHA-1"), "sha256", CONTENT.sha256()));
        assertThat(server.content(ITEM).orElseThrow().sha256()).isEqualTo(CONTENT.sha256());
        assertThat(server.item("libs-release-local/my/jar").orElseThrow().isFolder())
                .isTrue();
    }

    @Test
    void wrongChecksumsAreRefused() throws IOException {
        for (Kind kind : Kind.values()) {
            String wrong = Checksums.of(CONTENT.flippedAt(0)).get(kind).orElseThrow();
            Reply refused = ask("PUT", PATH, CONTENT, kind.header() + ": " + wrong);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text())
                    .contains(
                            "Checksum policy 'LocalRepoChecksumPolicy: CLIENT' rejected the artifact"
                                    + " 'libs-release-local:my/jar/1.0/jar-1.0.jar'",
                            "original='" + wrong + "', actual='"
                                    + Checksums.of(CONTENT).get(kind).orElseThrow() + "'");
            assertThat(server.item(ITEM)).isEmpty();
        }
        assertThat(ask("PUT", PATH, CONTENT, "X-Checksum: " + "0".repeat(40)).status())
                .isEqualTo(409);
        assertThat(ask("PUT", PATH, CONTENT, "X-Checksum: " + CONTENT.sha256()).status())
                .isEqualTo(201);
    }

    @Test
    void knownBytesAreDeployedByTheirChecksum() throws IOException {
        String deploy = "X-Checksum-Deploy: true";
        String sha256 = "X-Checksum-Sha256: " + CONTENT.sha256();
        refused(400, "Checksum values not provided", ask("PUT", PATH, deploy));
        refused(
                404,
                "Checksum deploy failed. No existing file with SHA-256: " + CONTENT.sha256(),
                ask("PUT", PATH, deploy, sha256));
        server.put("other/place", CONTENT);
        assertThat(ask("PUT", PATH, deploy, sha256).status()).isEqualTo(201);
        assertThat(server.content(ITEM)).isEqualTo(server.content("other/place"));
        assertThat(ask("PUT", PATH + "2", deploy, "X-Checksum-Sha1: " + CONTENT.digest("SHA-1"))
                        .status())
                .isEqualTo(201);
        assertThat(ask("PUT", PATH, deploy, sha256, "X-Checksum-Md5: " + "0".repeat(32))
                        .status())
                .isEqualTo(409);
        assertThat(server.count(ArtifactoryOperation.CHECKSUM_DEPLOY)).isEqualTo(5);
        assertThat(server.count(ArtifactoryOperation.DEPLOY)).isZero();
    }

    @Test
    void matrixParametersBecomeProperties() throws IOException {
        Reply reply = ask("PUT", PATH + ";qa=done;os=win,linux;x%3By=a%2Cb", CONTENT);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(ask("PUT", PATH + ";qa=done;os=win,linux;version=a%2Cb", CONTENT)
                        .status())
                .isEqualTo(201);
        assertThat(server.item(ITEM).orElseThrow().properties())
                .isEqualTo(Map.of("qa", List.of("done"), "os", List.of("win", "linux"), "version", List.of("a,b")));
        assertThat(ask("PUT", PATH, CONTENT, "X-Artifactory-Last-Modified: 1700000000123")
                        .status())
                .isEqualTo(201);
        assertThat(server.item(ITEM).orElseThrow().modified()).isEqualTo(Instant.ofEpochMilli(1700000000123L));
        assertThat(server.item(ITEM).orElseThrow().properties()).isEmpty();
        ask("PUT", PATH + ";os=win;os=linux", CONTENT);
        assertThat(server.item(ITEM).orElseThrow().properties()).isEqualTo(Map.of("os", List.of("win", "linux")));
    }

    @Test
    void foldersAreMadeAndConflictsRefused() throws IOException {
        Map<?, ?> folder = json(201, ask("PUT", "/libs-release-local/new/folder/"));
        assertThat((Object) folder.get("path")).isEqualTo("/new/folder/");
        assertThat((Object) folder.get("children")).isEqualTo(List.of());
        assertThat(ask("PUT", "/libs-release-local/new/folder", CONTENT).status())
                .isEqualTo(409);
        assertThat(ask("PUT", PATH, CONTENT).status()).isEqualTo(201);
        assertThat(ask("PUT", PATH + "/below", CONTENT).status()).isEqualTo(409);
        assertThat(ask("PUT", PATH + "/far/below", CONTENT).status()).isEqualTo(409);
        assertThat(ask("PUT", PATH + "/").status()).isEqualTo(409);
        assertThat(ask("PUT", PATH + "/below/").status()).isEqualTo(409);
        refused(404, "Could not find a local repository named none to deploy to.", ask("PUT", "/none/file", CONTENT));
        refused(
                400,
                "This REST API is available only in Artifactory Pro.",
                ask("PUT", PATH, CONTENT, "X-Explode-Archive: true"));
    }

    @Test
    void itemsAreDeleted() throws IOException {
        ask("PUT", PATH, CONTENT);
        ask("PUT", "/libs-release-local/my/other", CONTENT);
        assertThat(ask("DELETE", PATH).status()).isEqualTo(204);
        assertThat(ask("DELETE", PATH).status()).isEqualTo(404);
        assertThat(ask("DELETE", "/libs-release-local/my/").status()).isEqualTo(204);
        assertThat(server.files("libs-release-local")).isEmpty();
        assertThat(get("/api/storage/libs-release-local").status()).isEqualTo(200);
    }

    @Test
    void rightsAreAskedFor() throws IOException {
        ArtifactoryUser reader = ArtifactoryUser.named("reader").readOnly();
        ArtifactoryUser writer = ArtifactoryUser.named("writer").withoutDelete();
        server.knowing(reader).knowing(writer).allowingAnonymous();
        refused(
                403,
                "User reader is not permitted to deploy 'my/jar/1.0/jar-1.0.jar' into"
                        + " 'libs-release-local:my/jar/1.0/jar-1.0.jar'.",
                ask("PUT", PATH, CONTENT, RawArtifactory.basic(reader)));
        Reply anonymous = RawArtifactory.ask("PUT", server.url(ITEM), CONTENT);
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(anonymous.header("WWW-Authenticate")).isEqualTo("Basic realm=\"Artifactory Realm\"");
        assertThat(ask("PUT", PATH, CONTENT, RawArtifactory.basic(writer)).status())
                .isEqualTo(201);
        assertThat(server.item(ITEM).orElseThrow().createdBy()).isEqualTo("writer");
        refused(
                403,
                "Not enough permissions to delete/overwrite artifact 'libs-release-local:my/jar/1.0/jar-1.0.jar' (user"
                        + " 'writer' needs DELETE permission).",
                ask("PUT", PATH, CONTENT, RawArtifactory.basic(writer)));
        assertThat(ask("DELETE", PATH, RawArtifactory.basic(writer)).status()).isEqualTo(403);
        assertThat(ask("DELETE", PATH).status()).isEqualTo(204);
    }
}
