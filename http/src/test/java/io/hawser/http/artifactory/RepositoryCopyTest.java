package io.hawser.http.artifactory;

import static io.hawser.http.artifactory.TestArtifactory.OPTIONS;
import static io.hawser.http.artifactory.TestArtifactory.PART;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.Verified;
import io.hawser.store.ListOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies between two places of one Artifactory, of which no byte comes here. */
@LeakChecked
class RepositoryCopyTest {
    private static final Content CONTENT = Content.random(51, 3 * PART);

    private TestArtifactory artifactory;
    private ArtifactoryServer server;

    @BeforeEach
    void start() throws IOException {
        artifactory = TestArtifactory.start();
        server = artifactory.server;
        server.makeRepository("other");
        server.put("repo/from", CONTENT);
    }

    @AfterEach
    void stop() throws IOException {
        artifactory.close();
    }

    private Outcome copy(CopyOptions options) throws InterruptedException {
        return artifactory.copy(artifactory.at("repo/from"), artifactory.at("other/a/to"), options);
    }

    private void assertThere(Outcome outcome) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(CONTENT.mismatch(server.content("other/a/to").orElseThrow().stream()))
                .isEmpty();
    }

    private String assertTold(Outcome outcome, String kind) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        var cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause.kind()).as(cause.toString()).isEqualTo(kind);
        return cause.getMessage();
    }

    /** Downloads aside from the one byte that opens the source. */
    private boolean moved() {
        return server.sent() > PART || server.count(ArtifactoryOperation.DEPLOY) > 0;
    }

    @Test
    void noByteComesHereAndTheCopyIsVerified() throws Exception {
        server.annotate("repo/from", "build", "7");
        var outcome = copy(OPTIONS);

        assertThere(outcome);
        assertThat(outcome.summary().verified().by()).isEqualTo(Verified.By.SOURCE);
        assertThat(server.count(ArtifactoryOperation.COPY)).isEqualTo(1);
        assertThat(moved()).isFalse();
        assertThat(server.item("other/a/to").orElseThrow().properties()).isEqualTo(Map.of("build", List.of("7")));
        assertThat(server.content("repo/from")).isPresent();
    }

    @Test
    void withDeleteSourceItIsAMove() throws Exception {
        assertThere(copy(OPTIONS.withDeleteSource(true)));

        assertThat(moved()).isFalse();
        assertThat(server.content("repo/from")).isEmpty();
    }

    @Test
    void propertiesThatAreAskedForAreSetOnTheCopy() throws Exception {
        assertThere(copy(OPTIONS.withAttributes(Map.of(ListOptions.PROPERTIES, "k=v"))));

        assertThat(moved()).isFalse();
        assertThat(server.item("other/a/to").orElseThrow().properties()).isEqualTo(Map.of("k", List.of("v")));
    }

    /** A virtual repository stores what is deployed to it in one that it includes, which may be where the source is. */
    @ParameterizedTest
    @EnumSource(names = {"CHECKSUM_DEPLOY", "DEPLOY"})
    void aTargetThatIsTheSourceUnderAnotherNameIsToldAndTheSourceStays(ArtifactoryOperation way) throws Exception {
        server.at(ArtifactoryOperation.COPY)
                .suffers(ArtifactoryFault.error(400, "Destination and source are the same"));
        if (way == ArtifactoryOperation.DEPLOY) {
            server.at(ArtifactoryOperation.CHECKSUM_DEPLOY).suffers(ArtifactoryFault.status(404));
        }
        server.at(way)
                .suffers(
                        ArtifactoryFault.changing(answer -> answer.withText("{\"repo\":\"repo\",\"path\":\"/from\"}")));

        assertThat(assertTold(copy(OPTIONS.withDeleteSource(true)), "conflict")).contains("is the source itself");
        assertThat(server.content("repo/from")).isPresent();
    }

    @Test
    void copiesShareAConnection() throws Exception {
        try (var hawser = artifactory.hawser()) {
            for (int i = 0; i < 3; i++) {
                assertThere(hawser.copy(artifactory.at("repo/from"), artifactory.at("other/a/to"), OPTIONS)
                        .await());
            }
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void withoutCopiesOnTheServerItsChecksumsServe() throws Exception {
        server.withoutPro();
        assertThere(copy(OPTIONS));

        assertThat(moved()).isFalse();
    }

    @Test
    void withoutEitherTheBytesComeByHere() throws Exception {
        server.at(ArtifactoryOperation.COPY, ArtifactoryOperation.CHECKSUM_DEPLOY)
                .suffers(ArtifactoryFault.status(404));
        assertThere(copy(OPTIONS));

        assertThat(server.count(ArtifactoryOperation.DEPLOY)).isEqualTo(1);
    }

    @Test
    void aSourceThatIsReplacedBeforeTheCopyIsAConflictAndNothingIsWritten() throws Exception {
        server.at(ArtifactoryOperation.DOWNLOAD).suffers((request, work) -> {
            var answer = work.on(request);
            server.put("repo/from", Content.random(52, CONTENT.size()));
            return answer;
        });

        assertThat(assertTold(copy(OPTIONS), "conflict")).contains("no longer the version");
        assertThat(server.content("other/a/to")).isEmpty();
    }

    @Test
    void aSourceThatIsReplacedInTheVeryMomentIsTold() throws Exception {
        server.at(ArtifactoryOperation.COPY)
                .suffers(ArtifactoryFault.after(() -> server.put("repo/from", Content.random(52, CONTENT.size()))));

        assertThat(assertTold(copy(OPTIONS.withDeleteSource(true)), "conflict")).contains("no longer the version");
        assertThat(server.content("repo/from")).isPresent();
    }

    @Test
    void aFolderInTheTargetsPlaceIsAConflictAndNothingLandsInIt() throws Exception {
        server.makeFolder("other/a/to");

        assertThat(assertTold(copy(OPTIONS), "conflict")).contains("is a folder");
        assertThat(server.files("other")).isEmpty();
    }

    @Test
    void onlyNewHoldsAlsoWhenAReplyWasLost() throws Exception {
        server.at(ArtifactoryOperation.COPY).first(1).suffers(ArtifactoryFault.lostReply());
        assertThere(copy(OPTIONS.withIfExists(IfExists.FAIL)));

        assertThat(assertTold(copy(OPTIONS.withIfExists(IfExists.FAIL)), "conflict"))
                .contains("exists already");
    }

    @Test
    void aRefusalIsToldInTheServersWords() throws Exception {
        server.at(ArtifactoryOperation.COPY)
                .suffers(ArtifactoryFault.error(403, "User doesn't have permissions to create"));

        assertThat(assertTold(copy(OPTIONS), "denied")).contains("doesn't have permissions to create");
    }

    @Test
    void betweenTwoServersTheBytesComeByHereUnlessTheyAreThere() throws Exception {
        var other = artifactory.at("other/a/to");
        var same = new Location(other.scheme(), "localhost:" + server.port(), other.path());
        try (var hawser = Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new ArtifactoryStoreProvider()))
                .withEnvironment(Map.of("TOKEN", server.user().token()))
                .withLocationOptions(_ -> Map.of("token_env", "TOKEN")))) {
            // By another name it counts as another server, which has the bytes.
            assertThere(hawser.copy(artifactory.at("repo/from"), same, OPTIONS).await());
        }
        assertThat(server.count(ArtifactoryOperation.COPY)).isZero();
        assertThat(server.count(ArtifactoryOperation.CHECKSUM_DEPLOY)).isEqualTo(1);
        assertThat(server.count(ArtifactoryOperation.DEPLOY)).isZero();
    }
}
