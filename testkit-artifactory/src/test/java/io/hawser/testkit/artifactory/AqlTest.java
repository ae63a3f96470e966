package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of the pages on AQL, and the queries that JFrog's and other clients send. */
class AqlTest extends WithServer {
    private static final Content WAR = Content.random(1, 7550);

    @BeforeEach
    void put() {
        server.put("libs-release-local/org/jfrog/artifactory/artifactory.war", WAR);
        server.put("libs-release-local/org/jfrog/multi2-1.jar", Content.random(2, 100));
        server.put("libs-release-local/top.jar", Content.random(3, 10));
        server.put("other-local/org/lib.jar", Content.random(4, 1000));
        server.annotate("libs-release-local/org/jfrog/multi2-1.jar", "license", "GPL", "LGPL");
        server.annotate("other-local/org/lib.jar", "license", "Apache-2.0");
        server.annotate("other-local/org/lib.jar", "os", "linux");
    }

    private Reply query(String text) throws IOException {
        return ask("POST", "/api/search/aql", Content.text(text), "Content-Type: text/plain");
    }

    private List<?> results(String text) throws IOException {
        return (List<?>) json(200, query(text)).get("results");
    }

    /** The names of what is found, in order. */
    private List<Object> names(String text) throws IOException {
        return results(text).stream()
                .<Object>map(result -> ((Map<?, ?>) result).get("name"))
                .toList();
    }

    @Test
    void resultsHaveTheDocumentedMembers() throws IOException {
        Reply reply = query("""
                items.find(
                        {
                                "repo":{"$eq":"libs-release-local"},
                                "name":"artifactory.war"
                        }
                )
                """);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        Map<?, ?> answer = json(200, reply);
        assertThat((Object) answer.get("range")).isEqualTo(Map.of("start_pos", 0L, "end_pos", 1L, "total", 1L));
        Map<?, ?> result = (Map<?, ?>) ((List<?>) answer.get("results")).getFirst();
        assertThat(result.keySet().stream().map(Object::toString).toList())
                .containsExactly(
                        "repo",
                        "path",
                        "name",
                        "type",
                        "size",
                        "created",
                        "created_by",
                        "modified",
                        "modified_by",
                        "updated");
        assertThat((Object) result.get("path")).isEqualTo("org/jfrog/artifactory");
        assertThat((Object) result.get("type")).isEqualTo("file");
        assertThat((Object) result.get("size")).isEqualTo(7550L);
        assertThat(result.get("created").toString()).matches("2024-02-29T14:\\d\\d:\\d\\d\\.123\\+02:00");
        server.withNumbersAsText();
        assertThat(query("items.find({\"name\":\"artifactory.war\"})").text()).contains("\"size\" : \"7550\"");
    }

    @Test
    void criteriaChoose() throws IOException {
        assertThat(names("items.find()")).containsExactly("artifactory.war", "multi2-1.jar", "top.jar", "lib.jar");
        assertThat(names("items.find({})")).hasSize(4);
        assertThat(names("items.find({\"name\":{\"$match\":\"*.jar\"}})"))
                .containsExactly("multi2-1.jar", "top.jar", "lib.jar");
        assertThat(names("items.find({\"name\":{\"$match\":\"t?p.jar\"}})")).containsExactly("top.jar");
        assertThat(names("items.find({\"name\":\"*.jar\"})")).isEmpty();
        assertThat(names("items.find({\"name\":{\"$nmatch\":\"*.jar\"}})")).containsExactly("artifactory.war");
        assertThat(names("items.find({\"name\":{\"$ne\":\"top.jar\"},\"repo\":\"libs-release-local\"})"))
                .containsExactly("artifactory.war", "multi2-1.jar");
        assertThat(names("items.find({\"path\":\".\"})")).containsExactly("top.jar");
        assertThat(names("items.find({\"size\":{\"$gt\":\"100\"}})")).containsExactly("artifactory.war", "lib.jar");
        assertThat(names("items.find({\"size\":{\"$gte\":100},\"size\":{\"$lt\":1000}})"))
                .containsExactly("multi2-1.jar");
        assertThat(names("items.find({\"size\":{\"$lte\":10}})")).containsExactly("top.jar");
        assertThat(names("items.find({\"depth\":1})")).containsExactly("top.jar");
        assertThat(names("items.find({\"sha256\":\"" + WAR.sha256() + "\"})")).containsExactly("artifactory.war");
        assertThat(names("items.find({\"actual_sha1\":{\"$eq\":\"" + WAR.digest("SHA-1") + "\"}})"))
                .containsExactly("artifactory.war");
        assertThat(names("items.find({\"created\":{\"$gt\":\"2024-02\"}})")).hasSize(4);
        assertThat(names("items.find({\"created\":{\"$lt\":\"2024-02-29T00:00:00Z\"}})"))
                .isEmpty();
        assertThat(names("items.find({\"modified\":{\"$before\":\"3d\"}})")).hasSize(4);
        assertThat(names("items.find({\"modified\":{\"$last\":\"2mo\"}})")).isEmpty();
        assertThat(names("items.find({\"repo\":\"unknown\"})")).isEmpty();
    }

    @Test
    void criteriaAreCombined() throws IOException {
        assertThat(names("""
                items.find({"repo":"libs-release-local","$or":[
                  {"$and":[{"path":{"$match":"*"},"name":{"$match":"multi2*"}}]},
                  {"$and":[{"path":{"$match":"org/jfrog/art*"}},{"name":{"$match":"*"}}]}
                ]})""")).containsExactly("artifactory.war", "multi2-1.jar");
        assertThat(
                        names(
                                "items.find({\"$or\":[{\"name\":\"top.jar\"},{\"name\":\"lib.jar\"}],\"repo\":\"other-local\"})"))
                .containsExactly("lib.jar");
    }

    @Test
    void typesChoose() throws IOException {
        assertThat(names("items.find({\"type\":\"folder\",\"repo\":\"libs-release-local\"})"))
                .containsExactly(".", "org", "jfrog", "artifactory");
        assertThat(names("items.find({\"type\":\"any\",\"repo\":\"other-local\"})"))
                .containsExactly(".", "org", "lib.jar");
        assertThat(names("items.find({\"$or\":[{\"type\":{\"$eq\":\"file\"}}],\"repo\":\"other-local\"})"))
                .containsExactly("lib.jar");
    }

    @Test
    void propertiesChooseAndAreTold() throws IOException {
        assertThat(names("items.find({\"@license\":{\"$match\":\"*GPL\"}})")).containsExactly("multi2-1.jar");
        assertThat(names("items.find({\"@license\":\"Apache-2.0\"})")).containsExactly("lib.jar");
        assertThat(names("items.find({\"@license\":\"*\"})")).containsExactly("multi2-1.jar", "lib.jar");
        assertThat(names("items.find({\"@*\":\"linux\"})")).containsExactly("lib.jar");
        assertThat(names("items.find({\"@license\":{\"$nmatch\":\"Apache-*\"}})"))
                .containsExactly("artifactory.war", "multi2-1.jar", "top.jar");
        assertThat(names("items.find({\"property.key\":{\"$eq\":\"os\"}})")).containsExactly("lib.jar");
        assertThat(
                        names(
                                "items.find({\"$msp\":[{\"@license\":{\"$match\":\"L*\"}},{\"@license\":{\"$match\":\"*GPL\"}}]})"))
                .containsExactly("multi2-1.jar");
        assertThat(names(
                        "items.find({\"$msp\":[{\"@license\":{\"$match\":\"L*\"}},{\"@license\":{\"$eq\":\"GPL\"}}]})"))
                .isEmpty();
        assertThat(results("items.find({\"name\":\"lib.jar\"}).include(\"repo\",\"path\",\"name\",\"property.*\")"))
                .isEqualTo(List.of(Map.of(
                        "repo",
                        "other-local",
                        "path",
                        "org",
                        "name",
                        "lib.jar",
                        "properties",
                        List.of(
                                Map.of("key", "license", "value", "Apache-2.0"),
                                Map.of("key", "os", "value", "linux")))));
        Map<?, ?> usual = (Map<?, ?>)
                results("items.find({\"name\":\"lib.jar\"}).include(\"@os\")").getFirst();
        assertThat((Object) usual.get("properties")).isEqualTo(List.of(Map.of("key", "os", "value", "linux")));
        assertThat(usual.containsKey("created")).isTrue();
        Map<?, ?> all = (Map<?, ?>)
                results("items.find({\"name\":\"lib.jar\"}).include(\"*\")").getFirst();
        assertThat(all.containsKey("actual_md5")).isTrue();
        assertThat((Object) all.get("depth")).isEqualTo(2L);
        assertThat(all.containsKey("properties")).isFalse();
    }

    @Test
    void resultsAreSortedAndPaged() throws IOException {
        String all = "items.find().include(\"repo\",\"path\",\"name\",\"size\")";
        assertThat(names(all + ".sort({\"$asc\" : [\"size\"]})"))
                .containsExactly("top.jar", "multi2-1.jar", "lib.jar", "artifactory.war");
        assertThat(names(all + ".sort({\"$desc\":[\"repo\",\"name\"]})"))
                .containsExactly("lib.jar", "top.jar", "multi2-1.jar", "artifactory.war");
        Reply page = query(all + ".sort({\"$asc\":[\"name\"]}).offset(1).limit(2)");
        assertThat((Object) json(200, page).get("range"))
                .isEqualTo(Map.of("start_pos", 1L, "end_pos", 2L, "total", 2L, "limit", 2L));
        assertThat(names(all + ".offset(3).limit(2)")).hasSize(1);
        assertThat(names(all + ".offset(4).limit(2).distinct(false)")).isEmpty();
        refused(
                400,
                "Only the result fields are allowed to use in the sort section.",
                query(all + ".sort({\"$asc\":[\"modified\"]})"));
        refused(
                400,
                "Duplicate fields, all the fields in the sort section should be unique.",
                query(all + ".sort({\"$asc\":[\"name\",\"name\"]})"));
        server.withoutPro();
        refused(
                400,
                "Sorting is not supported by AQL in the open source version",
                query(all + ".sort({\"$asc\":[\"name\"]})"));
    }

    @Test
    void theHardLimitTrims() throws IOException {
        server.withAqlLimit(3);
        Map<?, ?> trimmed = json(200, query("items.find()"));
        assertThat((List<?>) trimmed.get("results")).hasSize(3);
        assertThat((Object) trimmed.get("range"))
                .isEqualTo(Map.of(
                        "start_pos",
                        0L,
                        "end_pos",
                        3L,
                        "total",
                        3L,
                        "limit",
                        3L,
                        "notification",
                        "AQL query reached the search hard limit, results are trimmed."));
        assertThat(((Map<?, ?>) json(200, query("items.find().offset(1)")).get("range")).containsKey("notification"))
                .isFalse();
        assertThat(((Map<?, ?>) json(200, query("items.find().limit(2)")).get("range")).containsKey("notification"))
                .isFalse();
    }

    @Test
    void whatIsNoQueryIsRefused() throws IOException {
        String wrongOrder = "items.find({\"repo\":\"generic-local\"}).limit(1).sort({\"$asc\":[\"name\"]})";
        refused(
                400,
                "Failed to parse query: " + wrongOrder
                        + ", it looks like there is syntax error near the following sub-query: "
                        + "sort({\"$asc\":[\"name\"]})",
                query(wrongOrder));
        for (String query : List.of(
                "builds.find()",
                "items.find({\"repo\":",
                "items.find({\"unknown\":\"x\"})",
                "items.find({\"repo\":{\"$contains\":\"x\"}})",
                "items.find({\"$not\":[{\"repo\":\"x\"}]})",
                "items.find({\"repo\":x})",
                "items.find({repo:\"x\"})",
                "items.find().include(\"unknown\")",
                "items.find().limit(x)",
                "items.find().limit(1000000000000000000000)",
                "items.find().distinct(\"true\")",
                "items.find().sort({\"asc\":[\"name\"]})",
                "items.find().delete()",
                "items.find() more",
                "items.find({\"repo\":\"x\"}")) {
            Reply reply = query(query);
            assertThat(reply.status()).as(query).isEqualTo(400);
            assertThat(reply.text()).startsWith("{").contains("Failed to parse query");
        }
        refused(400, "Bad Request", query(" "));
        String filler = "items.find({\"name\":\"" + "x".repeat(6000) + "\"})";
        refused(400, "AQL query is too long; please reduce the query length to less than 6000 chars", query(filler));
        refused(400, "Invalid relative date format for: soon", query("items.find({\"created\":{\"$last\":\"soon\"}})"));
        assertThat(query("items.find({\"size\":{\"$gt\":\"x\"}})").status()).isEqualTo(400);
        assertThat(query("items.find({\"created\":{\"$gt\":\"x\"}})").status()).isEqualTo(400);
        assertThat(get("/api/search/aql").status()).isEqualTo(404);
    }

    @Test
    void thoseWhoAskNeedANameAndTheThreeFields() throws IOException {
        ArtifactoryUser user = ArtifactoryUser.named("user");
        server.knowing(user);
        String field = RawArtifactory.basic(user);
        Content short0 = Content.text("items.find().include(\"name\")");
        refused(
                400,
                "For permissions reasons AQL items domain demands the following fields: repo, path and name.",
                ask("POST", "/api/search/aql", short0, field));
        assertThat(ask("POST", "/api/search/aql", Content.text("items.find()"), field)
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST", "/api/search/aql", short0).status()).isEqualTo(200);
        String url = server.base() + "/api/search/aql";
        refused(401, "Authentication is required", RawArtifactory.ask("POST", url, short0));
        server.allowingAnonymous();
        refused(
                403,
                "Only non-anonymous users are allowed to access AQL queries\n",
                RawArtifactory.ask("POST", url, short0));
    }
}
