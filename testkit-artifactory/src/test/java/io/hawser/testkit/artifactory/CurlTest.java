package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of JFrog's documentation, run by the real curl. */
class CurlTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 2_000_000);

    private Command.Finished curl(String... arguments) throws IOException {
        Command.Finished finished = Command.of(
                        Requirement.tool("curl").toString(), "-sS", "--noproxy", "*", "-u", "admin:admin-password")
                .and(arguments)
                .run();
        assertThat(finished.status()).as(finished.toString()).isZero();
        return finished;
    }

    @Test
    void filesAreDeployedFoundAndDownloaded(@TempDir Path folder) throws IOException {
        server.makeRepository("my-repository");
        String url = server.url("my-repository/my/new/artifact/directory/file.txt");
        String file = CONTENT.writeTo(folder.resolve("file.txt")).toString();
        String sha256 = "X-Checksum-Sha256: " + CONTENT.sha256();
        assertThat(curl("-X", "PUT", url, "-T", file, "-H", sha256).outText()).contains("\"size\" : \"2000000\"");
        Command.Finished found = curl(
                "-X",
                "POST",
                server.base() + "/api/search/aql",
                "-H",
                "Content-Type: text/plain",
                "-d",
                "items.find({\"repo\":{\"$eq\":\"my-repository\"}})");
        assertThat(found.outText()).contains("\"name\" : \"file.txt\"");
        Path whole = folder.resolve("whole");
        curl("-o", whole.toString(), url);
        assertThat(CONTENT.mismatch(whole)).isEmpty();
        Path part = folder.resolve("part");
        curl("-r", "1000000-1999999", "-o", part.toString(), url);
        assertThat(CONTENT.slice(1_000_000, 1_000_000).mismatch(part)).isEmpty();
    }

    @Test
    void redirectsAreFollowedWithoutCredentials(@TempDir Path folder) throws IOException {
        server.put(JAR, CONTENT);
        try (CloudStore store = CloudStore.start()) {
            server.redirectingTo(store);
            Path file = folder.resolve("file");
            curl("-L", "-o", file.toString(), server.url(JAR));
            assertThat(CONTENT.mismatch(file)).isEmpty();
            assertThat(store.exchanges()).hasSize(1);
            assertThat(store.exchanges().getFirst().request().headers().has("Authorization"))
                    .isFalse();
        }
    }

    @Test
    void itGoesOnAfterABreak(@TempDir Path folder) throws IOException {
        server.put(JAR, CONTENT);
        server.fault(JAR, ArtifactoryFault.shortBody(700_000)).first(1);
        Path file = folder.resolve("file");
        Command.Finished broken = Command.of(
                        Requirement.tool("curl").toString(),
                        "-sS",
                        "--noproxy",
                        "*",
                        "-H",
                        "X-JFrog-Art-Api: admin-api-key",
                        "-o",
                        file.toString(),
                        server.url(JAR))
                .run();
        assertThat(broken.status()).isEqualTo(18);
        curl("-C", "-", "-o", file.toString(), server.url(JAR));
        assertThat(CONTENT.mismatch(file)).isEmpty();
        assertThat(server.requests(JAR).getLast().status()).isEqualTo(206);
    }
}
