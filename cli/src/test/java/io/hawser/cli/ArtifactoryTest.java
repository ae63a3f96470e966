package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with locations of Artifactory. */
class ArtifactoryTest {
    @TempDir
    private Path folder;

    private ArtifactoryServer server;

    @BeforeEach
    void start() throws Exception {
        server = ArtifactoryServer.start();
        server.makeRepository("libs");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private String at(String item) {
        return "artifactory+http://127.0.0.1:" + server.port() + "/artifactory/" + item;
    }

    private Command hawser(String... words) {
        return Cli.hawser(words).with("HAWSER_ARTIFACTORY_TOKEN", server.user().token());
    }

    private String succeeded(String... words) throws Exception {
        return Cli.succeeded(hawser(words)).outText();
    }

    private void put(String item) {
        server.put(item, Content.text(item));
    }

    @Test
    void looksAtWhatIsThere() throws Exception {
        put("libs/com/acme/app.jar");
        put("libs/com/readme #1;draft?.txt");
        server.annotate("libs/com/acme/app.jar", "build", "7", "8");

        assertThat(succeeded("ls", at(""))).isEqualTo("libs/\n");
        assertThat(succeeded("ls", at("libs/com"))).isEqualTo("acme/\nreadme #1;draft?.txt\n");
        assertThat(succeeded("ls", "-r", at("libs"))).isEqualTo("com/acme/app.jar\ncom/readme #1;draft?.txt\n");
        assertThat(succeeded("cat", at("libs/com/readme #1;draft?.txt"))).isEqualTo("libs/com/readme #1;draft?.txt");
        var told = Cli.json(succeeded("stat", "--json", at("libs/com/readme #1;draft?.txt")))
                .getFirst();
        assertThat(told).containsEntry("size", 29L).doesNotContainKey("properties");
        assertThat((Map<?, ?>) told.get("digests")).hasSize(3);
        assertThat(succeeded("stat", at("libs/com/acme/app.jar")))
                .contains("properties: build=7;build=8\n")
                .contains("created: ")
                .contains("sha256: ");
        assertThat(succeeded("stat", "--json", at("libs/com/acme/app.jar")))
                .contains("\"properties\":{\"build\":[\"7\",\"8\"]}");
        assertThat(succeeded("stat", at("libs/com"))).contains("kind: folder\n");
        Cli.failed(hawser("stat", at("libs/none")), "404", "Unable to find item");
    }

    @Test
    void copiesTreesBothWaysAndRemovesThem() throws Exception {
        var source = Files.createDirectories(folder.resolve("tree/sub"));
        Files.writeString(source.resolve("one file #%;a=b"), "1");
        Files.writeString(folder.resolve("tree/two"), "2");
        succeeded("cp", "-q", "-r", folder.resolve("tree").toString(), at("libs/up"));
        assertThat(server.files("libs")).containsExactly("libs/up/sub/one file #%;a=b", "libs/up/two");

        succeeded("cp", "-q", "-r", at("libs/up"), folder.resolve("down").toString());
        assertThat(Cli.tree(folder.resolve("down"))).containsExactly("sub/", "sub/one file #%;a=b", "two");

        Cli.failed(hawser("rm", at("libs/up")), "is a folder; add -r");
        succeeded("rm", at("libs/up/two"));
        assertThat(server.files("libs")).hasSize(1);
        succeeded("rm", "-r", at("libs/up"));
        assertThat(server.item("libs/up")).isEmpty();
    }

    @Test
    void neitherARepositoryNorAllOfThemAreEmptied() throws Exception {
        put("libs/com/acme/app.jar");
        for (var location : List.of("", "libs", "libs/")) {
            Cli.failed(hawser("rm", "-r", at(location)), "repositor", "name what is to be removed");
        }

        assertThat(server.files("libs")).hasSize(1);
        assertThat(server.count(ArtifactoryOperation.DELETE)).isZero();
    }

    @Test
    void aGlobAndPropertiesChooseFiles() throws Exception {
        put("libs/com/acme/1/app.jar");
        put("libs/com/acme/2/app.jar");
        put("libs/com/acme/2/app.pom");
        server.annotate("libs/com/acme/2/app.jar", "build", "7");
        server.annotate("libs/com/acme/2/app.pom", "build", "7");
        var target = Files.createDirectory(folder.resolve("t"));

        succeeded("cp", "-q", at("libs/com/**/*.jar;build=7"), target + "/");
        assertThat(Cli.tree(target)).containsExactly("acme/", "acme/2/", "acme/2/app.jar");
        succeeded("cp", "-q", at("libs/com/acme/2/app.pom;build=7"), target + "/");
        assertThat(Cli.tree(target)).contains("app.pom");
        var second = Files.createDirectory(folder.resolve("u"));
        succeeded("cp", "-q", at("libs/com/;build=7"), second + "/");
        assertThat(Cli.tree(second))
                .contains("acme/2/app.jar", "acme/2/app.pom")
                .doesNotContain("acme/1/app.jar");
        succeeded("cp", "-q", "-r", at("libs/com/acme;build=7"), folder.resolve("v") + "/");
        assertThat(Cli.tree(folder.resolve("v"))).contains("acme/2/app.jar").doesNotContain("acme/1/app.jar");

        Cli.refused(hawser("cp", at("libs/com/**;build=9"), target + "/"), "nothing matches", "--no-glob");
    }

    @Test
    void aTargetsPropertiesAreSetAndAreNotInItsName() throws Exception {
        var file = Files.writeString(folder.resolve("app.jar"), "x").toString();
        succeeded("cp", "-q", file, at("libs/app.jar;build=7;build=8;os=a%3Bb"));
        assertThat(server.item("libs/app.jar").orElseThrow().properties())
                .isEqualTo(Map.of("build", List.of("7", "8"), "os", List.of("a;b")));
        succeeded("cp", "-q", file, at("libs/sub/;build=9"));
        assertThat(server.item("libs/sub/app.jar").orElseThrow().properties()).isEqualTo(Map.of("build", List.of("9")));

        succeeded("cp", "-q", "--no-glob", file, at("libs/x;k=v"));
        assertThat(server.item("libs/x;k=v").orElseThrow().properties()).isEmpty();
        succeeded("cp", "-q", "--no-glob", at("libs/x;k=v"), folder + "/");
        assertThat(folder.resolve("x;k=v")).hasContent("x");
        assertThat(server.files("libs")).hasSize(3);
    }

    @Test
    void betweenTwoPlacesOfOneServerItIsAMoveOfNoBytes() throws Exception {
        server.put("libs/from", Content.random(1, 1_000_000));
        succeeded("cp", "-q", "--delete-source", at("libs/from"), at("libs/a/to"));

        assertThat(server.files("libs")).containsExactly("libs/a/to");
        assertThat(server.sent()).isLessThan(100_000);
    }

    @Test
    void tracesTellTheRequestsAndNoSecret() throws Exception {
        put("libs/a");
        var ended = Cli.succeeded(hawser("cp", "-vv", at("libs/a"), folder + "/"));

        assertThat(ended.errText())
                .contains("GET http://127.0.0.1:" + server.port() + "/artifactory/libs/a")
                .doesNotContain(server.user().token());
    }

    @Test
    void secretsGoToOneHostAndAreNoArguments() throws Exception {
        Cli.refused(
                hawser("cp", at("libs/a"), "artifactory://other.invalid/artifactory/libs/b"),
                "HAWSER_ARTIFACTORY_TOKEN is for one host",
                "token_env");
        Cli.refused(Cli.hawser("cp", "artifactory://alice:s3cret@h/artifactory/libs/a", "x"), "never an argument");
        Cli.refused(Cli.hawser("ls", "artifactory://alice:s3cret@h/artifactory/libs/a"), "HAWSER_ARTIFACTORY_PASSWORD");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theConfigurationTellsCredentialsAndContext() throws Exception {
        put("libs/a");
        var root = "artifactory+http://127.0.0.1:" + server.port();
        var config = Files.writeString(
                folder.resolve("config.yaml"),
                "locations:\n  " + root + ": { api_key_env: KEY, base_path: /artifactory }\n");
        var ended = Cli.succeeded(Cli.hawser("cat", at("libs/a"))
                .with("HAWSER_CONFIG", config.toString())
                .with("KEY", server.user().apiKey()));
        assertThat(ended.outText()).isEqualTo("libs/a");
        assertThat(server.requests().getLast().credentials()).contains("X-JFrog-Art-Api");
        Cli.failed(
                Cli.hawser("cat", root + "/libs/a").with("KEY", "x").with("HAWSER_CONFIG", config.toString()),
                "/artifactory/repository/path is right");
    }

    @Test
    void theServersWordsReachTheUser() throws Exception {
        put("libs/a");
        server.at(ArtifactoryOperation.DOWNLOAD)
                .suffers(ArtifactoryFault.error(403, "the quota of downloads is used up"));

        Cli.failed(hawser("cp", "-q", at("libs/a"), folder + "/"), "403", "(the quota of downloads is used up)");
    }

    @Test
    void aBatchTakesPropertiesOnBothSides() throws Exception {
        put("libs/a/1.jar");
        put("libs/a/2.jar");
        server.annotate("libs/a/2.jar", "build", "7");
        Files.writeString(folder.resolve("up"), "x");
        var target = Files.createDirectory(folder.resolve("t"));
        var manifest = Files.writeString(
                folder.resolve("batch.tsv"),
                at("libs/a/*.jar;build=7") + "\t" + target + "/\n" + folder.resolve("up") + "\t"
                        + at("libs/b/;os=linux") + "\n");
        succeeded("run", "-q", manifest.toString());

        assertThat(Cli.tree(target)).containsExactly("2.jar");
        assertThat(server.item("libs/b/up").orElseThrow().properties()).isEqualTo(Map.of("os", List.of("linux")));
    }
}
