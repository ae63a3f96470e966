package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.s3.ScriptedS3Server;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command tells of objects, and what can be set for them. */
class S3LookTest {
    private static ScriptedS3Server server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = ScriptedS3Server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String bucket(String name) throws Exception {
        server.makeBucket(name);
        return "s3://" + name + "/";
    }

    private static String succeeded(String... words) throws Exception {
        return Cli.succeeded(S3Cli.hawser(server, words)).outText();
    }

    @Test
    void optionsReachTheObject() throws Exception {
        var bucket = bucket("options");
        var file = Content.text("a,b\n").writeTo(folder.resolve("table.csv"));
        succeeded(
                "cp",
                "-q",
                "--s3-option",
                "ContentType=text/csv",
                "--s3-option",
                "Metadata=owner=data team,run=7",
                "--s3-option",
                "StorageClass=STANDARD_IA",
                file.toString(),
                bucket);
        var told = Cli.json(succeeded("stat", "--json", bucket + "table.csv")).getFirst();
        var attributes = (Map<?, ?>) told.get("attributes");
        assertThat(attributes.get("content-type")).isEqualTo("text/csv");
        assertThat(attributes.get("metadata.owner")).isEqualTo("data team");
        assertThat(attributes.get("metadata.run")).isEqualTo("7");
        assertThat(attributes.get("storage-class")).isEqualTo("STANDARD_IA");
    }

    @Test
    void theEnvironmentGivesThemToo() throws Exception {
        var bucket = bucket("environment");
        var file = Content.text("{}").writeTo(folder.resolve("a.json"));
        Cli.succeeded(
                S3Cli.hawser(server, "cp", "-q", "--s3-option", "ContentType=text/x-flag", file.toString(), bucket)
                        .with("HAWSER_S3_OPTION", "ContentType=application/json\nCacheControl=no-store"));
        assertThat(succeeded("stat", bucket + "a.json"))
                .contains("content-type: text/x-flag\n")
                .doesNotContain("application/json");
    }

    @Test
    void wrongOnesAreRefused() throws Exception {
        var bucket = bucket("wrong");
        var file = Content.text("x").writeTo(folder.resolve("x")).toString();
        Cli.refused(
                S3Cli.hawser(server, "cp", "--s3-option", "Kontent=1", file, bucket),
                "Kontent",
                "ContentType",
                "VersionId");
        Cli.refused(S3Cli.hawser(server, "cp", "--s3-option", "StorageClass", file, bucket), "Name=Value");
        var secret = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=";
        var refused = Cli.refused(
                S3Cli.hawser(server, "cp", "--s3-option", "SSECustomerKey=" + secret, file, bucket),
                "@FILE",
                "env:NAME");
        assertThat(refused.errText()).doesNotContain(secret);
        assertThat(server.keys("wrong", "")).isEmpty();
    }

    @Test
    void versionsAreListedAndRead() throws Exception {
        var bucket = bucket("versions");
        server.bucket("versions").versioned();
        server.put("versions", "file", Content.text("one"));
        server.put("versions", "file", Content.text("second"));
        server.delete("versions", "file");
        server.put("versions", "file.bak", Content.text("other"));

        var all = Cli.json(succeeded("ls", "--versions", "--json", bucket));
        assertThat(all).hasSize(4);
        var first = all.stream()
                .filter(entry ->
                        entry.get("name").equals("file") && Long.valueOf(3).equals(entry.get("size")))
                .findFirst()
                .orElseThrow();
        var id = ((Map<?, ?>) first.get("attributes")).get("version-id").toString();
        assertThat(succeeded("ls", "--versions", bucket))
                .contains(id + "           file\n")
                .contains("  deleted  file\n")
                .contains("  latest   file.bak\n");
        assertThat(succeeded("cat", "--s3-option", "VersionId=" + id, bucket + "file"))
                .isEqualTo("one");
        Cli.failed(S3Cli.hawser(server, "cat", bucket + "file"), bucket + "file");
    }

    @Test
    void elsewhereThereAreNoVersions() throws Exception {
        Files.createDirectory(folder.resolve("f"));
        Cli.refused(Cli.hawser("ls", "--versions", folder.resolve("f").toString()), "--versions");
    }

    @Test
    void aMillionKeysInLittleMemory() throws Exception {
        int count = 1_000_000;
        bucket("million");
        server.bucket("million").listing(count);
        var command = S3Cli.hawser(server, "ls", "-r", "s3://million");
        var words = new ArrayList<>(command.words());
        words.set(words.indexOf("-Xmx128m"), "-Xmx24m");
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(command.environment());
        var process = builder.start();
        long lines = 0;
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            while (out.readLine() != null) {
                lines++;
            }
        }
        assertThat(process.waitFor()).isZero();
        assertThat(lines).isEqualTo(count);
    }
}
