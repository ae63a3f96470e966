package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of {@code cp} do, by their effect. */
class CopyOptionsTest {
    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    @TempDir
    Path folder;

    @BeforeEach
    void makeFiles() throws Exception {
        Files.writeString(folder.resolve("a"), "new");
        Files.writeString(folder.resolve("old"), "old");
        Files.setLastModifiedTime(folder.resolve("a"), FileTime.from(LONG_AGO));
    }

    private void copies(String... options) throws IOException {
        Cli.succeeded(Cli.hawser("cp", "-q").and(options).in(folder));
    }

    @Test
    void anExistingTargetIsOverwrittenSkippedOrRefused() throws Exception {
        copies("--if-exists", "skip", "a", "old");
        assertThat(folder.resolve("old")).hasContent("old");

        Cli.failed(Cli.hawser("cp", "--if-exists", "fail", "a", "old").in(folder), "old: exists already");
        assertThat(folder.resolve("old")).hasContent("old");

        copies("--if-exists", "overwrite", "a", "old");
        assertThat(folder.resolve("old")).hasContent("new");

        copies("--if-exists", "fail", "a", "b");
        assertThat(folder.resolve("b")).hasContent("new");
    }

    @Test
    void changedCopiesOnlyWhatDiffers() throws Exception {
        copies("a", "b");
        var same = Cli.succeeded(
                Cli.hawser("cp", "--if-exists", "changed", "a", "b").in(folder));
        assertThat(same.errText()).startsWith("skipped a to b");

        Files.writeString(folder.resolve("a"), "NEW");
        var other = Cli.succeeded(
                Cli.hawser("cp", "--if-exists", "changed", "a", "b").in(folder));
        assertThat(other.errText()).startsWith("copied a to b");
        assertThat(folder.resolve("b")).hasContent("NEW");
    }

    @Test
    void theSourcesTimeIsKeptUnlessToldOtherwise() throws Exception {
        copies("a", "b");
        assertThat(Files.getLastModifiedTime(folder.resolve("b")).toInstant()).isEqualTo(LONG_AGO);

        copies("--no-times", "a", "c");
        assertThat(Files.getLastModifiedTime(folder.resolve("c")).toInstant()).isAfter(LONG_AGO);
    }

    @Test
    void theSourceIsDeletedAfterItsCopyIsInPlace() throws Exception {
        copies("--delete-source", "a", "b");

        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(folder.resolve("b")).hasContent("new");
    }

    @Test
    void aSourceWhoseCopyFailsOrIsSkippedStays() throws Exception {
        Cli.failed(
                Cli.hawser("cp", "--delete-source", "--verify", "sha256:" + "0".repeat(64), "a", "b")
                        .in(folder),
                "sha256");
        copies("--delete-source", "--if-exists", "skip", "a", "old");

        assertThat(folder.resolve("a")).hasContent("new");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void whatCopiesMayNotDoIsNoMatterOfOtherCommands() throws Exception {
        Cli.succeeded(Cli.hawser("ls", ".")
                .with("HAWSER_DELETE_SOURCE", "true")
                .with("HAWSER_VERIFY", "none")
                .in(folder));
    }

    @Test
    void aSourceOnAServerIsDeletedToo() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            var served = new ServedFolder();
            served.put("/a", Content.text("x"));
            server.on("/", served);

            copies("--delete-source", server.url("/a"), "b");

            assertThat(served.content("/a")).isEmpty();
            assertThat(folder.resolve("b")).hasContent("x");
        }
    }

    @Test
    void anUploadGoesToAServer() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            var served = new ServedFolder();
            server.on("/", served);

            copies("a", server.url("/dir/"));

            assertThat(served.content("/dir/a").map(Content::bytes)).contains("new".getBytes());
        }
    }

    @Test
    void theExpectedSizeIsHeldAgainstTheSource() throws Exception {
        copies("--expected-size", "3", "a", "b");
        Cli.failed(Cli.hawser("cp", "--expected-size", "4", "a", "c").in(folder), "a");
        Cli.failed(
                Cli.hawser("cp", "--expected-size", "4", "-", "c")
                        .reading(Content.text("abc"))
                        .in(folder),
                "4");

        assertThat(folder.resolve("c")).doesNotExist();
    }

    @Test
    void headersGoWithEveryRequest() throws Exception {
        Files.writeString(folder.resolve("value"), "one\n");
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/a", Content.random(2, 1000));

            Cli.succeeded(Cli.hawser("cp", "-q", "--header", "X-One:@value", "--header", "X-Two: env:TWO")
                    .and(server.url("/a"), "b")
                    .with("TWO", "two")
                    .in(folder));

            assertThat(server.exchanges()).allSatisfy(exchange -> {
                assertThat(exchange.request().header("X-One")).isEqualTo(Optional.of("one"));
                assertThat(exchange.request().header("X-Two")).isEqualTo(Optional.of("two"));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flag", "variable", "file"})
    void anOptionIsHeardFromEachOfItsPlaces(String place) throws Exception {
        var config = Files.writeString(
                folder.resolve("config.yaml"), place.equals("file") ? "if_exists: skip\n" : "if_exists: fail\n");
        var command = Cli.hawser("cp", "-q", "a", "old").in(folder).with("HAWSER_CONFIG", config.toString());

        Cli.succeeded(
                switch (place) {
                    case "flag" -> command.with("HAWSER_IF_EXISTS", "fail").and("--if-exists", "skip");
                    case "variable" -> command.with("HAWSER_IF_EXISTS", "skip");
                    default -> command;
                });

        assertThat(folder.resolve("old")).hasContent("old");
    }

    @Test
    void aServersErrorIsOneLineEach() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/a", Handler.always(Answer.status(404).withText("<html>\nnothing here\n</html>")));
            Cli.failed(Cli.hawser("cp", server.url("/a"), "b").in(folder), server.url("/a"), "404");
            Cli.failed(Cli.hawser("stat", server.url("/a")), server.url("/a"), "404");
            Cli.failed(Cli.hawser("cat", server.url("/a")), server.url("/a"), "404");
            Cli.failed(Cli.hawser("rm", server.url("/b")), server.url("/b"), "404");
        }
        Cli.failed(Cli.hawser("stat", folder.resolve("none").toString()), "none: no such file");
        Cli.failed(Cli.hawser("cat", folder.resolve("none").toString()), "none: no such file");
        Cli.failed(Cli.hawser("ls", folder.resolve("none").toString()), "none: no such file");
        Cli.failed(Cli.hawser("rm", folder.resolve("none").toString()), "none: no such file");
        Cli.failed(Cli.hawser("rm", folder.toString()), "is a folder; add -r");
        Cli.failed(Cli.hawser("cat", folder.toString()), "is a folder");
    }
}
