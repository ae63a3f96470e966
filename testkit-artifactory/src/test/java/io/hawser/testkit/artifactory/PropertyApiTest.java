package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of the pages "Item Properties", "Set", "Delete" and "Update Item Properties" of JFrog's REST API. */
class PropertyApiTest extends WithServer {
    private static final String FOLDER = "libs-release-local/ch/qos/logback/logback-classic/0.9.9";
    private static final String FILE = FOLDER + "/logback.jar";

    @BeforeEach
    void put() {
        server.put(FILE, Content.text("x"));
    }

    private Map<String, List<String>> properties(String item) {
        return server.item(item).orElseThrow().properties();
    }

    @Test
    void propertiesAreTold() throws IOException {
        refused(404, "No properties could be found.", get("/api/storage/" + FILE + "?properties"));
        server.annotate(FILE, "p1", "v1", "v2", "v3");
        server.annotate(FILE, "p2", "v4", "v5", "v6");
        Reply reply = get("/api/storage/" + FILE + "?properties");
        assertThat(reply.header("Content-Type"))
                .startsWith("application/vnd.org.jfrog.artifactory.storage.ItemProperties+json");
        assertThat((Object) json(200, reply))
                .isEqualTo(Map.of(
                        "uri",
                        server.base() + "/api/storage/" + FILE,
                        "properties",
                        Map.of("p1", List.of("v1", "v2", "v3"), "p2", List.of("v4", "v5", "v6"))));
        assertThat((Object) json(200, get("/api/storage/" + FILE + "?properties=p2,p3"))
                        .get("properties"))
                .isEqualTo(Map.of("p2", List.of("v4", "v5", "v6")));
        refused(404, "No properties could be found.", get("/api/storage/" + FILE + "?properties=p3"));
        refused(404, "Unable to find item", get("/api/storage/none?properties"));
    }

    @Test
    void propertiesAreSetAndDeleted() throws IOException {
        assertThat(ask("PUT", "/api/storage/" + FOLDER + "?properties=os=win,linux|qa=done&recursive=0")
                        .status())
                .isEqualTo(204);
        assertThat(properties(FOLDER)).isEqualTo(Map.of("os", List.of("win", "linux"), "qa", List.of("done")));
        assertThat(properties(FILE)).isEmpty();
        assertThat(ask("PUT", "/api/storage/" + FOLDER + "?properties=a=1;b=2").status())
                .isEqualTo(204);
        assertThat(properties(FILE)).isEqualTo(Map.of("a", List.of("1"), "b", List.of("2")));
        assertThat(ask("PUT", "/api/storage/" + FILE + "?properties=a=1%5C=1;c=x%5C,y%5C;z%5C%5C")
                        .status())
                .isEqualTo(204);
        assertThat(properties(FILE).get("a")).containsExactly("1=1");
        assertThat(properties(FILE).get("c")).containsExactly("x,y;z\\");

        assertThat(ask("DELETE", "/api/storage/" + FOLDER + "?properties=os,qa,a&recursive=0")
                        .status())
                .isEqualTo(204);
        assertThat(properties(FOLDER)).isEqualTo(Map.of("b", List.of("2")));
        assertThat(properties(FILE)).containsKeys("a", "b", "c");
        assertThat(ask("DELETE", "/api/storage/" + FOLDER + "?properties=b").status())
                .isEqualTo(204);
        assertThat(properties(FILE)).containsOnlyKeys("a", "c");
        refused(400, "Properties value cannot be empty.", ask("PUT", "/api/storage/" + FILE + "?properties="));
        refused(400, "Unspecified properties to delete.", ask("DELETE", "/api/storage/" + FILE + "?properties="));
        refused(404, "Not Found", ask("PUT", "/api/storage/libs-release-local/none?properties=a=b"));
        assertThat(ask("PUT", "/api/storage/" + FILE + "?properties=a%20b=1").status())
                .isEqualTo(400);
    }

    @Test
    void propertiesAreUpdated() throws IOException {
        server.annotate(FILE, "existingKey", "value");
        server.annotate(FILE, "toBeRemovedKey", "value");
        server.annotate(FILE, "staying", "1", "2");
        Content body = Content.text("""
                {"props":{"newKey":"newValue","several":["a","b"],"existingKey":"modifiedValue","toBeRemovedKey":null}}
                """);
        assertThat(ask("PATCH", "/api/metadata/" + FILE + "?&recursiveProperties=0&atomicProperties=0", body)
                        .status())
                .isEqualTo(204);
        assertThat(properties(FILE))
                .isEqualTo(Map.of(
                        "newKey", List.of("newValue"),
                        "several", List.of("a", "b"),
                        "existingKey", List.of("modifiedValue"),
                        "staying", List.of("1", "2")));
        refused(400, "props or stats fields required", ask("PATCH", "/api/metadata/" + FILE, Content.text("{}")));
        refused(
                400,
                "Failed to set properties on libs-release-local:none: Item libs-release-local:none does not exist",
                ask("PATCH", "/api/metadata/libs-release-local/none", body));
        refused(
                400,
                "Failed to set properties on " + ItemPath.of(FILE)
                        + ": Failed to parse json object while performing patch properties request.",
                ask("PATCH", "/api/metadata/" + FILE, Content.text("{\"props\":{\"n\":5}}")));
    }

    @Test
    void readersMayNotAnnotate() throws IOException {
        ArtifactoryUser reader = ArtifactoryUser.named("reader").readOnly();
        server.knowing(reader).annotate(FILE, "a", "1");
        String field = RawArtifactory.basic(reader);
        assertThat(get("/api/storage/" + FILE + "?properties", field).status()).isEqualTo(200);
        assertThat(ask("PUT", "/api/storage/" + FILE + "?properties=a=2", field).status())
                .isEqualTo(403);
        assertThat(ask("DELETE", "/api/storage/" + FILE + "?properties=a", field)
                        .status())
                .isEqualTo(403);
        assertThat(ask("PATCH", "/api/metadata/" + FILE, Content.text("{}"), field)
                        .status())
                .isEqualTo(403);
        assertThat(properties(FILE)).isEqualTo(Map.of("a", List.of("1")));
    }
}
