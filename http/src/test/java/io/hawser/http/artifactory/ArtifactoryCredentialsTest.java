package io.hawser.http.artifactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.artifactory.ArtifactoryExchange;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, by what, and that nobody else learns of it. */
@LeakChecked
class ArtifactoryCredentialsTest {
    private static final ArtifactoryUser USER = ArtifactoryUser.named("alice");

    @TempDir
    private Path folder;

    private TestArtifactory artifactory;

    @BeforeEach
    void start() throws IOException {
        artifactory = TestArtifactory.start();
        artifactory.server.knowing(USER).put("repo/file", Content.text("x"));
    }

    @AfterEach
    void stop() throws IOException {
        artifactory.close();
    }

    private StoreContext context(Map<String, String> environment, Map<String, String> options) {
        return StoreContext.defaults().withEnvironment(environment).withOptions(options);
    }

    /** By which kind of credentials a request came that was let in as the user. */
    private Optional<String> used(Location root, StoreContext context) throws IOException {
        try (var provider = new ArtifactoryStoreProvider()) {
            var at = new Location(
                    root.scheme(), root.authority(), artifactory.at("repo/file").path());
            provider.open(at.root(), context).stat(at, Scope.unlimited());
        }
        var request = artifactory.server.requests().getLast();
        assertThat(request.user()).contains("alice");
        return request.credentials();
    }

    private Optional<String> used(StoreContext context) throws IOException {
        return used(artifactory.at(""), context);
    }

    private String file(String secret) throws IOException {
        return Files.writeString(folder.resolve("secret"), secret + "\n").toString();
    }

    @Test
    void theEnvironmentHasAToken() throws IOException {
        assertThat(used(context(Map.of("HAWSER_ARTIFACTORY_TOKEN", USER.token()), Map.of())))
                .contains("Bearer");
    }

    @Test
    void orAnApiKey() throws IOException {
        assertThat(used(context(Map.of("HAWSER_ARTIFACTORY_API_KEY", USER.apiKey()), Map.of())))
                .contains("X-JFrog-Art-Api");
    }

    @Test
    void orUserAndPassword() throws IOException {
        assertThat(used(context(
                        Map.of("HAWSER_ARTIFACTORY_USER", "alice", "HAWSER_ARTIFACTORY_PASSWORD", USER.password()),
                        Map.of())))
                .contains("Basic");
    }

    @Test
    void theConfigurationOfAHostComesFirst() throws IOException {
        var wrong = Map.of("HAWSER_ARTIFACTORY_TOKEN", "wrong", "T", USER.token(), "K", USER.apiKey());
        assertThat(used(context(wrong, Map.of("token_env", "T")))).contains("Bearer");
        assertThat(used(context(wrong, Map.of("api_key_env", "K")))).contains("X-JFrog-Art-Api");
        assertThat(used(context(wrong, Map.of("token_file", file(USER.token())))))
                .contains("Bearer");
        assertThat(used(context(wrong, Map.of("api_key_file", file(USER.apiKey())))))
                .contains("X-JFrog-Art-Api");
        assertThat(used(context(wrong, Map.of("user", "alice", "password_file", file(USER.password())))))
                .contains("Basic");
    }

    @Test
    void theUserMayStandInTheLocation() throws IOException {
        var root = Location.parse("artifactory+http://alice@127.0.0.1:" + artifactory.server.port() + "/");
        assertThat(used(root, context(Map.of("HAWSER_ARTIFACTORY_PASSWORD", USER.password()), Map.of())))
                .contains("Basic");
        assertThat(used(root, context(Map.of(), Map.of("password_file", file(USER.password())))))
                .contains("Basic");
    }

    @Test
    void theUserOfTheConfigurationIsTheOneWhosePasswordTheEnvironmentOrNetrcHas() throws IOException {
        var user = Map.of("user", "alice");
        assertThat(used(context(Map.of("HAWSER_ARTIFACTORY_PASSWORD", USER.password()), user)))
                .contains("Basic");
        var netrc = Files.writeString(
                folder.resolve("netrc"),
                "machine 127.0.0.1 login bob password x\nmachine 127.0.0.1 login alice password " + USER.password());
        assertThat(used(context(Map.of("NETRC", netrc.toString()), user))).contains("Basic");
    }

    @Test
    void elseNetrcKnows() throws IOException {
        Files.writeString(folder.resolve("netrc"), "machine 127.0.0.1 login alice password " + USER.password());
        assertThat(used(context(Map.of("NETRC", folder.resolve("netrc").toString()), Map.of())))
                .contains("Basic");
    }

    @Test
    void anExtraHeaderIsTheUsersOwnWay() throws IOException {
        var headers = List.of(Map.entry("X-JFrog-Art-Api", USER.apiKey()));
        assertThat(used(context(Map.of("HAWSER_ARTIFACTORY_TOKEN", "wrong"), Map.of())
                        .withHeaders(headers)))
                .contains("X-JFrog-Art-Api");
    }

    @Test
    void whatIsIncompleteIsToldAndNothingIsSent() {
        assertThatThrownBy(() -> used(context(Map.of("HAWSER_ARTIFACTORY_PASSWORD", "s3cret"), Map.of())))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("HAWSER_ARTIFACTORY_USER is not")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> used(context(Map.of(), Map.of("token_env", "NONE"))))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("no variable NONE");
        var root = Location.parse("artifactory://alice:s3cret@h/");
        assertThatThrownBy(() -> used(root, context(Map.of(), Map.of())))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("never part of the location")
                .hasMessageNotContaining("s3cret");
        assertThat(artifactory.server.requests()).isEmpty();
    }

    @Test
    void theEnvironmentsSecretGoesToOneHostOnly() throws IOException {
        try (var provider = new ArtifactoryStoreProvider()) {
            var environment = context(Map.of("HAWSER_ARTIFACTORY_API_KEY", "s3cret"), Map.of());
            provider.open(Location.parse("artifactory://one/"), environment);
            provider.open(Location.parse("artifactory://one:443/"), environment);
            assertThatThrownBy(() -> provider.open(Location.parse("artifactory://two/"), environment))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("one host only")
                    .hasMessageContaining("https://one")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void secretsThatTheServerEchoesAreBlankedInMessagesAndTraces() throws IOException {
        artifactory
                .server
                .at(ArtifactoryOperation.DOWNLOAD)
                .suffers((request, _) -> Answer.status(403)
                        .with("Content-Type", "application/json")
                        .withText("{\n \"errors\" : [ {\n \"status\" : 403,\n \"message\" : \"no: "
                                + request.header("X-JFrog-Art-Api").orElse("") + "\"\n} ]\n}"));
        var lines = new ArrayList<String>();
        var context = new StoreContext(
                Map.of("HAWSER_ARTIFACTORY_API_KEY", USER.apiKey()),
                Map.of(),
                List.of(),
                StoreContext.defaults().budget(),
                StoreContext.defaults().connectTimeout(),
                lines::add,
                "test");
        var told = catchThrowableOfType(
                StoreException.class,
                () -> artifactory
                        .store(context)
                        .open(artifactory.at("repo/file"), OpenOptions.whole(), Scope.unlimited()));

        assertThat(told)
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("(no: …)")
                .hasMessageContaining("the API key in HAWSER_ARTIFACTORY_API_KEY")
                .hasMessageNotContaining(USER.apiKey());
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(USER.apiKey()));
    }

    @Test
    void whoIsWrongIsToldTheServersWords() {
        assertThatThrownBy(() -> artifactory
                        .store(context(new HashMap<>(Map.of("HAWSER_ARTIFACTORY_TOKEN", "wr0ng")), Map.of()))
                        .stat(artifactory.at("repo/file"), Scope.unlimited()))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("401")
                .hasMessageContaining("the token in HAWSER_ARTIFACTORY_TOKEN")
                .hasMessageNotContaining("wr0ng");
        assertThat(artifactory.server.requests())
                .extracting(ArtifactoryExchange::operation)
                .containsOnly(ArtifactoryOperation.HEAD);
    }
}
