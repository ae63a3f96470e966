package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of the pages "Copy Item" and "Move Item" of JFrog's REST API. */
class RelocationTest extends WithServer {
    private static final Content CONTENT = Content.text("x");

    @BeforeEach
    void put() {
        server.put("libs-release-local/org/acme/a.jar", CONTENT);
        server.put("libs-release-local/org/acme/sub/b.jar", CONTENT);
        server.annotate("libs-release-local/org/acme/a.jar", "qa", "done");
        server.makeRepository("ext-releases-local");
    }

    private void told(int status, String level, String message, Reply reply) throws IOException {
        assertThat(reply.header("Content-Type"))
                .startsWith("application/vnd.org.jfrog.artifactory.storage.CopyOrMoveResult+json");
        assertThat((Object) json(status, reply))
                .isEqualTo(Map.of("messages", List.of(Map.of("level", level, "message", message))));
    }

    @Test
    void foldersAreCopied() throws IOException {
        told(
                200,
                "INFO",
                "Dry run for copying libs-release-local:org/acme to ext-releases-local:org/acme-new completed"
                        + " successfully, 2 artifacts and 2 folders were copied",
                ask("POST", "/api/copy/libs-release-local/org/acme?to=/ext-releases-local/org/acme-new&dry=1"));
        assertThat(server.files("ext-releases-local")).isEmpty();
        told(
                200,
                "INFO",
                "copying libs-release-local:org/acme to ext-releases-local:org/acme-new completed successfully, 2"
                        + " artifacts and 2 folders were copied",
                ask(
                        "POST",
                        "/api/copy/libs-release-local/org/acme?to=/ext-releases-local/org/acme-new&suppressLayouts=1"));
        assertThat(server.files("ext-releases-local"))
                .containsExactly("ext-releases-local/org/acme-new/a.jar", "ext-releases-local/org/acme-new/sub/b.jar");
        assertThat(server.item("ext-releases-local/org/acme-new/a.jar")
                        .orElseThrow()
                        .properties())
                .isEqualTo(Map.of("qa", List.of("done")));
        assertThat(server.files("libs-release-local")).hasSize(2);
        // The target is a folder now, so it receives the next copy.
        ask("POST", "/api/copy/libs-release-local/org/acme?to=/ext-releases-local/org/acme-new");
        assertThat(server.files("ext-releases-local")).contains("ext-releases-local/org/acme-new/acme/a.jar");
    }

    @Test
    void filesAreMoved() throws IOException {
        told(
                200,
                "INFO",
                "moving libs-release-local:org/acme/a.jar to ext-releases-local:b.jar completed successfully, 1"
                        + " artifacts and 0 folders were moved",
                ask("POST", "/api/move/libs-release-local/org/acme/a.jar?to=/ext-releases-local/b.jar"));
        assertThat(server.files("ext-releases-local")).containsExactly("ext-releases-local/b.jar");
        assertThat(server.files("libs-release-local")).containsExactly("libs-release-local/org/acme/sub/b.jar");
        ask("POST", "/api/move/libs-release-local/org/acme?to=/ext-releases-local/x");
        assertThat(server.item("libs-release-local/org/acme")).isEmpty();
        assertThat(server.files("ext-releases-local"))
                .containsExactly("ext-releases-local/b.jar", "ext-releases-local/x/sub/b.jar");
    }

    @Test
    void whatCannotBeIsTold() throws IOException {
        told(
                404,
                "ERROR",
                "Could not find item at libs-release-local:none",
                ask("POST", "/api/copy/libs-release-local/none?to=/ext-releases-local/x"));
        assertThat(ask("POST", "/api/copy/libs-release-local/org?to=/none/x").status())
                .isEqualTo(400);
        assertThat(ask("POST", "/api/copy/libs-release-local/org?to=/ext-releases-local//x")
                        .status())
                .isEqualTo(400);
        refused(400, "Target repository key is empty", ask("POST", "/api/copy/libs-release-local/org"));
        assertThat(ask("POST", "/api/copy/libs-release-local/org/acme/a.jar?to=/libs-release-local/org/acme/a.jar")
                        .text())
                .contains("Skipping copy libs-release-local:org/acme/a.jar: Destination and source are the same");
        told(
                400,
                "ERROR",
                "Can't move 'libs-release-local:org' into itself, to 'libs-release-local:org/new'.",
                ask("POST", "/api/move/libs-release-local/org?to=/libs-release-local/org/new"));
        server.put("ext-releases-local/file", CONTENT);
        told(
                400,
                "ERROR",
                "Can't move folder under file 'ext-releases-local:file'.",
                ask("POST", "/api/copy/libs-release-local/org/acme/sub?to=/ext-releases-local/file&failFast=1"));
        server.withoutPro();
        assertThat(ask("POST", "/api/copy/libs-release-local/org?to=/ext-releases-local/y")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void rightsAreAskedFor() throws IOException {
        ArtifactoryUser reader = ArtifactoryUser.named("reader").readOnly();
        ArtifactoryUser writer = ArtifactoryUser.named("writer").withoutDelete();
        server.knowing(reader).knowing(writer).put("ext-releases-local/a.jar", CONTENT);
        String item = "libs-release-local/org/acme/a.jar";
        told(
                403,
                "ERROR",
                "User doesn't have permissions to create 'ext-releases-local:new'. Needs write permissions.",
                ask("POST", "/api/copy/" + item + "?to=/ext-releases-local/new", RawArtifactory.basic(reader)));
        told(
                401,
                "ERROR",
                "User doesn't have permissions to override 'ext-releases-local:a.jar'. Needs delete permissions.",
                ask("POST", "/api/copy/" + item + "?to=/ext-releases-local", RawArtifactory.basic(writer)));
        told(
                403,
                "ERROR",
                "User doesn't have permissions to move 'libs-release-local:org/acme/a.jar'. Needs delete permissions.",
                ask("POST", "/api/move/" + item + "?to=/ext-releases-local/new", RawArtifactory.basic(writer)));
        assertThat(server.files("libs-release-local")).hasSize(2);
    }
}
