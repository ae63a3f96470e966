package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.s3.ScriptedS3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command shows of a bucket. */
class S3ListTest {
    @TempDir
    private Path folder;

    private ScriptedS3Server server;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedS3Server.start();
        server.makeBucket("b");
        server.bucket("b").versioned();
        for (var key : List.of("k", "k/below", "k", "kk", "top/k")) {
            server.put("b", key, Content.text(key));
        }
        server.delete("b", "k");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** What is shown behind the id of each version. */
    private List<String> versions(String location) throws IOException {
        return Cli.succeeded(S3Cli.hawser(server, "ls", "--versions", location))
                .outText()
                .lines()
                .map(line -> line.substring(line.indexOf(' ')).strip().replaceAll(" +", " "))
                .toList();
    }

    @Test
    void versionsOfAKeyAreTheKeysOwnAndThoseBelowIt() throws Exception {
        assertThat(versions("s3://b/k")).containsExactly("deleted k", "k", "k", "latest k/below");
        assertThat(versions("s3://b/k/")).containsExactly("latest below");
        assertThat(versions("s3://b/top/k")).containsExactly("latest k");
        assertThat(versions("s3://b/top")).containsExactly("latest top/k");
        assertThat(versions("s3://b")).contains("deleted k", "latest kk", "k/", "top/");
    }

    /** The configuration file is farther away than the command line. */
    @Test
    void aFlagComesBeforeTheConfigurationFile() throws Exception {
        var first = server.object("b", "kk").orElseThrow().version();
        server.put("b", "kk", Content.text("second"));
        var config = Files.writeString(
                folder.resolve("config.yaml"),
                "s3_option: [VersionId=none]\nlocations:\n  s3://b: { s3_option: [VersionId=wrong] }\n");

        assertThat(Cli.succeeded(S3Cli.hawser(server, "cat", "s3://b/kk", "--s3-option", "VersionId=" + first)
                                .with("HAWSER_CONFIG", config.toString()))
                        .outText())
                .isEqualTo("kk");
    }
}
