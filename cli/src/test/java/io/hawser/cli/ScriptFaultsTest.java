package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import io.hawser.testkit.artifactory.ArtifactoryUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts that fetch many files from an Artifactory have done wrong, where no other test shows it. */
class ScriptFaultsTest {
    private static final int FILES = 40;

    @TempDir
    Path folder;

    private ArtifactoryServer server;

    @BeforeEach
    void start() throws IOException {
        server = ArtifactoryServer.start();
        for (int i = 0; i < FILES; i++) {
            server.put("libs/f" + i, Content.random(i, 1000));
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String at(String item) {
        return "artifactory+http://127.0.0.1:" + server.port() + "/artifactory/" + item;
    }

    private Command hawser(String... words) {
        return Cli.hawser(words)
                .with("HAWSER_ARTIFACTORY_TOKEN", server.user().token())
                .in(folder);
    }

    /** The limit was fixed before anybody could set it, and each file had a connection of its own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void asManyFilesRunAtATimeAsAskedForOnConnectionsThatAreKept(int transfers) throws Exception {
        var together = new CountDownLatch(transfers);
        var asked = new AtomicInteger();
        var most = new AtomicInteger();
        server.fault((request, work) -> {
            most.accumulateAndGet(asked.incrementAndGet(), Math::max);
            together.countDown();
            try {
                together.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            asked.decrementAndGet();
            return work.on(request);
        });
        Files.writeString(
                folder.resolve("m.tsv"),
                IntStream.range(0, FILES)
                        .mapToObj(i -> at("libs/f" + i) + "\tto/f" + i + "\n")
                        .collect(Collectors.joining()));

        Cli.succeeded(hawser("run", "-q", "m.tsv", "--transfers", Integer.toString(transfers)));

        assertThat(Cli.tree(folder.resolve("to"))).hasSize(FILES);
        assertThat(most.get()).isEqualTo(transfers);
        assertThat(server.connections()).isLessThanOrEqualTo(transfers);
    }

    /** Another try was announced after the last one, and that all had failed was never said. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void eachFurtherTryIsToldAndNoneAfterTheLast(int attempts) throws Exception {
        server.fault("libs/f1", ArtifactoryFault.error(503, "the disk is full"));
        var ended = hawser("cp", "-v", "--attempts", Integer.toString(attempts), at("libs/f1"), "f1")
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(server.count(ArtifactoryOperation.DOWNLOAD)).isEqualTo(attempts);
        var lines = ended.errText().lines().toList();
        assertThat(lines).filteredOn(line -> line.contains("trying again in")).hasSize(attempts - 1);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("hawser: "))
                .singleElement()
                .asString()
                .contains("/libs/f1: 503 ", "(the disk is full)")
                .contains(attempts > 1 ? "gave up after " + attempts + " tries" : "503");
    }

    /** A deletion that the server refused went for one of a file that was not there. */
    @Test
    void aDeletionThatFailsIsToldWhateverTheReason() throws Exception {
        var reader = ArtifactoryUser.named("reader").readOnly();
        server.knowing(reader);
        Cli.failed(
                hawser("rm", at("libs/f1")).with("HAWSER_ARTIFACTORY_TOKEN", reader.token()),
                "403",
                "needs DELETE permission");
        Cli.failed(hawser("rm", at("libs/none")), "404", "Unable to find item");
        assertThat(server.files("libs")).hasSize(FILES);
    }

    @Test
    void aFileHasNothingBelowIt() throws Exception {
        Cli.failed(hawser("ls", at("libs/f1/")), "libs/f1", "is a file, not a folder");
        assertThat(Cli.succeeded(hawser("ls", at("libs/f1"))).outText()).isEqualTo("f1\n");
    }
}
