package io.hawser.http.artifactory;

import static io.hawser.http.artifactory.TestArtifactory.OPTIONS;
import static io.hawser.http.artifactory.TestArtifactory.PART;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.TransferListener;
import io.hawser.store.ListOptions;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.artifactory.ArtifactoryExchange;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import io.hawser.testkit.artifactory.ArtifactoryUser;
import io.hawser.testkit.artifactory.Checksums;
import io.hawser.testkit.artifactory.Checksums.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies into Artifactory: what is sent, what is believed, and how refusals are told. */
@LeakChecked
class ArtifactoryUploadTest {
    private static final Content SMALL = Content.random(41, 1000);
    private static final Content LARGE = Content.random(42, 2 * PART + 17);

    @TempDir
    private Path folder;

    private TestArtifactory artifactory;
    private ArtifactoryServer server;

    @BeforeEach
    void start() throws IOException {
        artifactory = TestArtifactory.start();
        server = artifactory.server;
    }

    @AfterEach
    void stop() throws IOException {
        artifactory.close();
    }

    private Outcome upload(Content content, CopyOptions options) throws Exception {
        return artifactory.upload(content.writeTo(folder.resolve("source")), "repo/a/file", options);
    }

    private void assertThere(Outcome outcome, Content content) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(content.mismatch(server.content("repo/a/file").orElseThrow().stream()))
                .isEmpty();
    }

    private String assertTold(Outcome outcome, String kind) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        var cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause.kind()).as(cause.toString()).isEqualTo(kind);
        return cause.getMessage();
    }

    private List<ArtifactoryExchange> requests(ArtifactoryOperation operation) {
        return server.requests().stream()
                .filter(request -> request.operation() == operation)
                .toList();
    }

    @Test
    void theServerIsToldTheDigestBeforehandSoThatItRefusesOtherBytes() throws Exception {
        assertThere(upload(SMALL, OPTIONS), SMALL);

        assertThat(server.requests()).hasSize(1);
        var deploy = server.requests().getFirst();
        assertThat(deploy.header("X-Checksum-Sha256"))
                .isEqualTo(Checksums.of(SMALL).get(Kind.SHA256));
        assertThat(deploy.header("Content-Length")).contains("1000");
    }

    @Test
    void anEmptyFileIsOneToo() throws Exception {
        assertThere(upload(Content.empty(), OPTIONS), Content.empty());
    }

    @Test
    void allChecksumsOfTheSourceGoAlong() throws Exception {
        server.put("repo/from", SMALL);
        server.at(ArtifactoryOperation.COPY, ArtifactoryOperation.CHECKSUM_DEPLOY)
                .suffers(ArtifactoryFault.status(404));
        var outcome = artifactory.copy(artifactory.at("repo/from"), artifactory.at("repo/a/file"), OPTIONS);

        assertThere(outcome, SMALL);
        var deploy = requests(ArtifactoryOperation.DEPLOY).getFirst();
        for (var kind : Kind.values()) {
            assertThat(deploy.header(kind.header()))
                    .isEqualTo(Checksums.of(SMALL).get(kind));
        }
    }

    @Test
    void bytesThatTheServerHasAreNotSent() throws Exception {
        server.put("repo/elsewhere", LARGE);
        assertThere(upload(LARGE, OPTIONS), LARGE);

        assertThat(server.count(ArtifactoryOperation.DEPLOY)).isZero();
        assertThat(server.count(ArtifactoryOperation.CHECKSUM_DEPLOY)).isEqualTo(1);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void bytesThatItDoesNotHaveAreSentAtOnceAndThatIsNoRetry() throws Exception {
        var outcome = upload(LARGE, OPTIONS);

        assertThere(outcome, LARGE);
        assertThat(outcome.summary().attempts()).isEqualTo(1);
        assertThat(server.requests())
                .extracting(ArtifactoryExchange::operation)
                .containsExactly(ArtifactoryOperation.AQL, ArtifactoryOperation.DEPLOY);
    }

    @Test
    void whoMayNotAskSendsTheBytes() throws Exception {
        server.put("repo/elsewhere", LARGE);
        server.at(ArtifactoryOperation.AQL).suffers(ArtifactoryFault.status(403));
        assertThere(upload(LARGE, OPTIONS), LARGE);

        assertThat(server.count(ArtifactoryOperation.DEPLOY)).isEqualTo(1);
    }

    @Test
    void bytesThatAreGoneByThenAreSentAfterAll() throws Exception {
        server.put("repo/elsewhere", LARGE);
        server.at(ArtifactoryOperation.CHECKSUM_DEPLOY)
                .suffers(ArtifactoryFault.after(() -> server.delete("repo/elsewhere")));
        assertThere(upload(LARGE, OPTIONS), LARGE);

        assertThat(server.count(ArtifactoryOperation.DEPLOY)).isEqualTo(1);
    }

    @Test
    void aStreamIsComparedWithWhatTheServerSaysOfIt() throws Exception {
        try (var hawser = artifactory.hawser();
                var stream = Files.newByteChannel(LARGE.writeTo(folder.resolve("source")))) {
            var options = OPTIONS.withExpectedSize(OptionalLong.of(LARGE.size()));
            var outcome = hawser.copy(stream, artifactory.at("repo/a/file"), options, TransferListener.none(), null)
                    .await();
            assertThere(outcome, LARGE);
        }
        assertThat(requests(ArtifactoryOperation.DEPLOY).getFirst().header("X-Checksum-Sha256"))
                .isEmpty();

        server.at(ArtifactoryOperation.DEPLOY).suffers(ArtifactoryFault.changing(ArtifactoryUploadTest::lying));
        try (var hawser = artifactory.hawser();
                var stream = Files.newByteChannel(folder.resolve("source"))) {
            var outcome = hawser.copy(stream, artifactory.at("repo/a/file"), OPTIONS, TransferListener.none(), null)
                    .await();
            assertThat(assertTold(outcome, "corrupt")).contains("other bytes than were sent");
        }
    }

    private static Answer lying(Answer right) {
        return right.withText("{\"size\":\"1\",\"checksums\":{\"sha256\":\"" + "0".repeat(64) + "\",\"sha1\":\""
                + "0".repeat(40) + "\"}}");
    }

    @Test
    void wrongChecksumsInTheAnswerAreTriedAgainAndThenTold() throws Exception {
        var rule = server.at(ArtifactoryOperation.DEPLOY)
                .first(2)
                .suffers(ArtifactoryFault.changing(ArtifactoryUploadTest::lying));
        assertThere(upload(SMALL, OPTIONS), SMALL);
        assertThat(rule.suffered()).isEqualTo(2);
    }

    @Test
    void bytesThatAreDamagedOnTheirWayAreRefusedAndSentAgain() throws Exception {
        server.at(ArtifactoryOperation.DEPLOY)
                .first(2)
                .suffers((request, work) ->
                        work.on(request.withHeaders(request.headers().with("X-Checksum-Sha256", "0".repeat(64)))));
        assertThere(upload(SMALL, OPTIONS), SMALL);

        assertThat(requests(ArtifactoryOperation.DEPLOY))
                .extracting(ArtifactoryExchange::status)
                .containsExactly(409, 409, 201);
    }

    @ParameterizedTest
    @CsvSource({"400, rejected", "401, denied", "403, denied", "409, conflict", "413, rejected", "507, rejected"})
    void refusalsAreToldAtOnceInTheServersWords(int status, String kind) throws Exception {
        server.put("repo/a/file", Content.text("old"));
        server.at(ArtifactoryOperation.DEPLOY).suffers(ArtifactoryFault.error(status, "so says the server"));

        assertThat(assertTold(upload(SMALL, OPTIONS), kind)).contains("so says the server");
        assertThat(server.count(ArtifactoryOperation.DEPLOY)).isEqualTo(1);
        assertThat(server.content("repo/a/file").orElseThrow().size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void passingErrorsAreTriedAgain(int status) throws Exception {
        server.at(ArtifactoryOperation.DEPLOY).first(2).suffers(ArtifactoryFault.status(status));

        assertThere(upload(SMALL, OPTIONS), SMALL);
    }

    @Test
    void aLostReplyIsAskedForByDeployingAgain() throws Exception {
        server.at(ArtifactoryOperation.DEPLOY).first(1).suffers(ArtifactoryFault.lostReply());

        assertThere(upload(SMALL, OPTIONS), SMALL);
    }

    @Test
    void whoMayNotOverwriteIsToldSoInTheServersWords() throws Exception {
        var user = ArtifactoryUser.named("eve").withoutDelete();
        server.knowing(user).put("repo/a/file", Content.text("old"));
        var source = SMALL.writeTo(folder.resolve("source"));
        try (var hawser = artifactory.hawser(Map.of("HAWSER_ARTIFACTORY_TOKEN", user.token()))) {
            var outcome = hawser.copy(Location.local(source.toString()), artifactory.at("repo/a/file"), OPTIONS)
                    .await();
            assertThat(assertTold(outcome, "denied"))
                    .contains("Not enough permissions to delete/overwrite artifact")
                    .doesNotContain(user.token());
        }
    }

    @Test
    void onlyNewLeavesWhatExists() throws Exception {
        server.put("repo/a/file", Content.text("old"));

        assertThat(assertTold(upload(SMALL, OPTIONS.withIfExists(IfExists.FAIL)), "conflict"))
                .contains("exists already");
        assertThat(server.content("repo/a/file").orElseThrow().size()).isEqualTo(3);
        server.delete("repo/a/file");
        assertThere(upload(SMALL, OPTIONS.withIfExists(IfExists.FAIL)), SMALL);
    }

    @Test
    void onlyWhatChangedIsSent() throws Exception {
        upload(SMALL, OPTIONS);
        assertThat(upload(SMALL, OPTIONS.withIfExists(IfExists.CHANGED))).isInstanceOf(Outcome.Skipped.class);
        assertThat(upload(LARGE, OPTIONS.withIfExists(IfExists.CHANGED))).isInstanceOf(Outcome.Copied.class);
    }

    @Test
    void propertiesAreSetByTheDeployAndByThatOfAChecksum() throws Exception {
        var properties = Map.of(ListOptions.PROPERTIES, "build=7;build=8;name=a%3Bb c%25");
        upload(SMALL, OPTIONS.withAttributes(properties));
        var expected = Map.of("build", List.of("7", "8"), "name", List.of("a;b c%"));
        assertThat(server.item("repo/a/file").orElseThrow().properties()).containsExactlyInAnyOrderEntriesOf(expected);

        server.put("repo/elsewhere", LARGE);
        upload(LARGE, OPTIONS.withAttributes(properties));
        assertThat(server.count(ArtifactoryOperation.CHECKSUM_DEPLOY)).isEqualTo(1);
        assertThat(server.item("repo/a/file").orElseThrow().properties()).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void theContentTypeIsToldAndNoOtherAttributeIsTaken() throws Exception {
        upload(SMALL, OPTIONS.withAttributes(Map.of("content-type", "text/csv")));
        assertThat(requests(ArtifactoryOperation.DEPLOY).getFirst().header("Content-Type"))
                .contains("text/csv");
        assertThat(assertTold(upload(SMALL, OPTIONS.withAttributes(Map.of("storage-class", "COLD"))), "rejected"))
                .contains("no attribute 'storage-class'");
    }

    @Test
    void theSourcesTimeIsKept() throws Exception {
        var source = SMALL.writeTo(folder.resolve("source"));
        var time = Instant.parse("2021-03-04T05:06:07.089Z");
        Files.setLastModifiedTime(source, FileTime.from(time));
        artifactory.upload(source, "repo/a/file", OPTIONS);
        assertThat(server.item("repo/a/file").orElseThrow().modified()).isEqualTo(time);

        artifactory.upload(source, "repo/a/file", OPTIONS.withKeepTimes(false));
        assertThat(server.item("repo/a/file").orElseThrow().modified()).isNotEqualTo(time);
    }

    @Test
    void aFolderIsNoFileToWrite() throws Exception {
        server.makeFolder("repo/a/file");

        assertThat(assertTold(upload(SMALL, OPTIONS), "conflict")).contains("conflict at");
    }
}
