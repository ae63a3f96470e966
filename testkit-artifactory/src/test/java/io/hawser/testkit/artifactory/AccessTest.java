package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTest extends WithServer {
    private final ArtifactoryUser ci = ArtifactoryUser.named("ci");

    @BeforeEach
    void put() {
        server.knowing(ci).put(JAR, Content.text("x"));
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyKindOfCredentialsIsKnown() throws IOException {
        for (String field : List.of(
                basic("ci:ci-password"),
                basic("ci:ci-api-key"),
                basic("ci:ci-token"),
                "Authorization: Bearer ci-token",
                "X-JFrog-Art-Api: ci-api-key",
                "X-JFrog-Art-Api: ci-token")) {
            assertThat(get("/" + JAR, field).status()).as(field).isEqualTo(200);
            ArtifactoryExchange last = server.requests().getLast();
            assertThat(last.user()).contains("ci");
            assertThat(field).contains(last.credentials().orElseThrow());
            assertThat(last.headers().has("Authorization") || last.headers().has("X-JFrog-Art-Api"))
                    .isFalse();
            assertThat(last.toString()).doesNotContain("password", "token", "api-key");
        }
    }

    @Test
    void wrongCredentialsAreRefused() throws IOException {
        refused(401, "Bad credentials", get("/" + JAR, basic("ci:wrong")));
        refused(401, "Bad credentials", get("/" + JAR, basic("nobody:ci-password")));
        refused(401, "Bad credentials", get("/" + JAR, "Authorization: Basic !"));
        refused(401, "Bad credentials", get("/" + JAR, "Authorization: Digest x"));
        refused(401, "Token failed verification: parse", get("/" + JAR, "Authorization: Bearer wrong"));
        refused(401, "Props Authentication Token not found", get("/" + JAR, "X-JFrog-Art-Api: wrong"));
        assertThat(server.requests()).allMatch(request -> request.user().isEmpty());
        assertThat(server.requests()).allMatch(request -> request.status() == 401);
        assertThat(get("/" + JAR, "Authorization: Bearer ci-token").status()).isEqualTo(200);
        server.expire("ci-token");
        assertThat(server.requests().getLast().user()).contains("ci");
        refused(401, "Token failed verification: expired", get("/" + JAR, "Authorization: Bearer ci-token"));
        assertThat(get("/" + JAR, basic("ci:ci-token")).status()).isEqualTo(401);
        assertThat(get("/" + JAR, basic("ci:ci-password")).status()).isEqualTo(200);
    }

    @Test
    void anonymousReadsWhereThatIsAllowed() throws IOException {
        Reply refused = RawArtifactory.ask("GET", server.url(JAR), Content.empty());
        refused(401, "Authentication is required", refused);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Basic realm=\"Artifactory Realm\"");
        server.allowingAnonymous();
        assertThat(RawArtifactory.ask("GET", server.url(JAR), Content.empty()).status())
                .isEqualTo(200);
        assertThat(get("/" + JAR, basic("ci:wrong")).status()).isEqualTo(401);
        assertThat(server.requests().get(1).user()).isEqualTo(Optional.empty());
        assertThat(server.requests().get(1).credentials()).isEqualTo(Optional.empty());
    }
}
